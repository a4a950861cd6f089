# What cannot mean anything, what does not exist, and what the kernel refuses: an error that says what to do, never a wrong answer.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $hasCompiler = [bool] (Get-Command gcc -ErrorAction Ignore)
    $isRoot = Test-Root
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $listener = New-Listener
    $port = Get-Port $listener
    $noProcess = 4194304 # one more than the kernel's largest process id

    # The error that ends a command; nothing where it goes on.
    function EndingError([scriptblock] $command) {
        try { $null = & $command 2>$null 3>$null }
        catch { $_ }
    }
}

AfterAll { Close-Everything }

Describe 'An argument that cannot mean anything' {
    # Beside the id the message names the parameter, what was given, what is expected, and an example.
    It 'ends the command: <Command>' -ForEach @(
        @{ Command = { Get-Socket -LocalPort 70000 }; Says = "'LocalPort'", "'70000'", '0 to 65535', "for example 443, '8000-8099', https" }
        @{ Command = { Get-Socket -RemotePort -1 }; Says = "'RemotePort'", "'-1'", '0 to 65535', 'for example' }
        @{ Command = { Get-Socket -Port no-such-service }; Says = "'Port'", "'no-such-service'", 'name of a service', 'for example' }
        @{ Command = { Get-Socket -LocalPort 9-1 }; Says = "'LocalPort'", "'9-1'", 'does not end before it starts', 'for example' }
        @{ Command = { Get-Socket -LocalPort 1-2-3 }; Says = "'LocalPort'", "'1-2-3'", 'range', 'for example' }
        @{ Command = { Get-Socket -LocalPort 1.5 }; Says = "'LocalPort'", "'1.5'", 'number', 'for example' }
        @{ Command = { Get-Socket -LocalPort 80, 65536 }; Says = "'LocalPort'", "'65536'", '0 to 65535', 'for example' }
        @{ Command = { Get-Socket -State nosuch }; Says = "'State'", "'nosuch'", 'Established, SynSent, .*BoundInactive', 'Connected', 'for example -State Listen, TimeWait' }
        @{ Command = { Get-Socket -State Listen, nosuch }; Says = "'State'", "'nosuch'", 'Established', 'for example' }
        @{ Command = { Get-Socket -State 10 }; Says = "'State'", "'10'", 'Established', 'for example' }
        @{ Command = { Get-Socket -Protocol nosuch }; Says = "'Protocol'", '"nosuch"', 'Tcp, Udp'; Id = 'CannotConvertArgumentNoMessage' }
        @{ Command = { Get-Socket -BindScope nosuch }; Says = "'BindScope'", '"nosuch"', 'Loopback, Address, AnyIPv4, AnyIPv6, AnyDualStack'; Id = 'CannotConvertArgumentNoMessage' }
        @{ Command = { Get-Socket -AddressFamily IPv5 }; Says = "'AddressFamily'", '"IPv5"', 'IPv4, IPv6'; Id = 'CannotConvertArgumentNoMessage' }
        @{ Command = { Get-Socket -ProcessId abc }; Says = "'ProcessId'", '"abc"'; Id = 'CannotConvertArgumentNoMessage' }
        @{ Command = { Get-Socket -Inode 0 }; Says = "'Inode'", '0', '1'; Id = 'ParameterArgumentValidationError' }
        @{ Command = { Get-Socket -LocalPort ([SockDiag.PortRange]::new(5, 1)) }; Says = "'LocalPort'", "'5-1'", 'does not end before it starts', 'for example' }
        @{ Command = { Get-Socket -RemotePort ([SockDiag.PortRange]::new(-5, 1)) }; Says = "'RemotePort'", "'-5-1'", '0 to 65535', 'for example' }
        @{ Command = { Get-Socket -Port ([SockDiag.PortRange]::new(70000)) }; Says = "'Port'", "'70000'", '0 to 65535', 'for example' }
        @{ Command = { Get-Socket -LocalPort ([pscustomobject]@{ a = 1 }) }; Says = "'LocalPort'", "'@{a=1}'", '0 to 65535', 'for example' }
        @{ Command = { Get-Socket -LocalPort @{ a = 1 } }; Says = "'LocalPort'", 'Hashtable', '0 to 65535', 'for example' }
        @{ Command = { Get-Socket -Protocol Tcp, ([Enum]::ToObject([SockDiag.SocketProtocol], 999)) }; Says = "'Protocol'", "'999'", 'All, Tcp, Udp' }
        @{ Command = { Get-Socket -BindScope ([Enum]::ToObject([SockDiag.BindScope], 999)) }; Says = "'BindScope'", "'999'", 'Loopback, Address, AnyIPv4' }
        @{ Command = { Get-Socket -AddressFamily ([Enum]::ToObject([SockDiag.SocketAddressFamily], 999)) }; Says = "'AddressFamily'", "'999'", 'IPv4, IPv6' }
        @{ Command = { Get-Socket -AddressFamily 'IPv4,IPv6' }; Says = "'AddressFamily'", 'Object\[\]'; Id = 'CannotConvertArgument' }
        @{ Command = { Get-Socket -State ([Enum]::ToObject([SockDiag.SocketState], 0x40000000)) }; Says = "'State'", "'1073741824'", 'Established' }
    ) {
        $failure = EndingError $Command
        $failure.FullyQualifiedErrorId | Should -Be "$($Id ?? 'ParameterArgumentTransformationError'),PSSocketStats.Commands.GetSocketCommand"
        foreach ($what in $Says) { "$failure" | Should -Match $what }
    }

    It 'ends the command, and is the error''s target: <Command>' -ForEach @(
        @{ Command = { Get-Socket -LocalAddress 300.1.1.1 }; Given = '300.1.1.1' }
        @{ Command = { Get-Socket -RemoteAddress 10.0.0.0/33 }; Given = '10.0.0.0/33' }
        @{ Command = { Get-Socket -RemoteAddress ::/129 }; Given = '::/129' }
        @{ Command = { Get-Socket -RemoteAddress 10.0.0.0/ }; Given = '10.0.0.0/' }
        @{ Command = { Get-Socket -RemoteAddress 10 }; Given = '10' }
        @{ Command = { Get-Socket -LocalAddress 127.0.0.1:80 }; Given = '127.0.0.1:80' }
        @{ Command = { Get-Socket -LocalAddress '[::1]' }; Given = '[::1]' }
        @{ Command = { Get-Socket -LocalAddress ' ' }; Given = ' ' }
        @{ Command = { Get-Socket -RemoteAddress 127.0.0.1, no-such-host.invalid }; Given = 'no-such-host.invalid' }
        @{ Command = { Get-Socket -Mark abc }; Given = 'abc'; Id = 'MarkNotValid'; Says = '32 bits', '0x10/0xff' }
        @{ Command = { Get-Socket -Mark 1/2/3 }; Given = '1/2/3'; Id = 'MarkNotValid'; Says = '32 bits', '0x10/0xff' }
        @{ Command = { Get-Socket -Mark 0x1ffffffff }; Given = '0x1ffffffff'; Id = 'MarkNotValid'; Says = '32 bits', '0x10/0xff' }
    ) {
        $failure = EndingError $Command
        $failure.FullyQualifiedErrorId | Should -Be "$($Id ?? 'AddressNotValid'),PSSocketStats.Commands.GetSocketCommand"
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        $failure.TargetObject | Should -Be $Given
        $parameter = [regex]::Match($Command, '-(LocalAddress|RemoteAddress|Mark)').Value
        foreach ($what in @("$parameter '$Given'") + ($Says ?? @('32 bits', '128', 'host name', '10.0.0.0/8')) ) { "$failure" | Should -Match ([regex]::Escape($what)) }
    }

    It 'ends the command, as a pattern that is none: -<Parameter> <Given>' -ForEach @(
        foreach ($given in '[a', '[z-a]') {
            @{ Parameter = 'ProcessName'; Given = $given; Arguments = @{} }
            @{ Parameter = 'Path'; Given = $given; Arguments = @{ Protocol = 'Unix' } }
        }
    ) {
        $Arguments[$Parameter] = 'x', $Given
        $failure = EndingError { Get-Socket @Arguments }
        $failure.FullyQualifiedErrorId | Should -Be "${Parameter}NotValid,PSSocketStats.Commands.GetSocketCommand"
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        $failure.TargetObject | Should -Be $Given
        foreach ($what in "-$Parameter '$Given'", 'this is no pattern', 'backtick', 'for example') { "$failure" | Should -Match ([regex]::Escape($what)) }
    }
    It 'ends the command, as a property to group by' {
        $failure = EndingError { Get-SocketSummary -GroupBy State, ([Enum]::ToObject([SockDiag.SocketProperty], 999)) }
        $failure.FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,PSSocketStats.Commands.GetSocketSummaryCommand'
        "$failure" | Should -Match "'999' is no property to group by"
    }

    It 'ends the command, where two exclude each other: <Command>' -ForEach @(
        @{ Command = { Get-Socket -Listening -State Listen }; Id = 'ListeningWithState'; Says = '-Listening', '-State' }
        @{ Command = { Get-Socket -SkipOwner -ProcessId 1 }; Id = 'SkipOwnerWithProcess'; Says = '-SkipOwner', '-ProcessId' }
        @{ Command = { Get-Socket -SkipOwner -ProcessName x }; Id = 'SkipOwnerWithProcess'; Says = '-SkipOwner', '-ProcessName' }
        @{ Command = { Get-Process -Id $PID | Get-Socket -SkipOwner }; Id = 'SkipOwnerWithProcess'; Says = '-SkipOwner', '-ProcessId' }
    ) {
        $failure = EndingError $Command
        $failure.FullyQualifiedErrorId | Should -Be "$Id,PSSocketStats.Commands.GetSocketCommand"
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        foreach ($what in $Says) { "$failure" | Should -Match $what }
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Leave out'
    }
}

Describe 'Words with commas between them' {
    It 'are several, and not the word whose number their numbers make' {
        (Get-Socket -Protocol 'Unix,Udp').Protocol | Sort-Object -Unique | Should -BeIn Unix, Udp
        Get-Socket -Protocol 'Udp,Tcp' -LocalPort $port | ForEach-Object Protocol | Sort-Object -Unique | Should -Be Tcp
        (Get-Socket -BindScope 'AnyIPv4,Loopback' -LocalPort $port).BindScope | Should -Be Loopback
    }
}

Describe 'A list as an argument' {
    BeforeDiscovery {
        # All that take an argument, of all cmdlets: whatever comes later is tried too.
        $parameters = foreach ($command in 'Get-Socket', 'Get-TcpInfo', 'Get-SocketSummary') {
            (Get-Command $command).Parameters.Values | Where-Object { $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters } |
                ForEach-Object { @{ Command = $command; Parameter = $_.Name; Message = $_.SwitchParameter -or $_.Name -eq 'InputObject' ? 'Cannot convert' : 'holds itself|more than 64 lists' } }
        }
    }
    BeforeAll {
        # In a shell of its own, which ends if a stack overflows.
        $run = Invoke-Shell @'
            $array = [object[]]::new(3); $array[0] = 80; $array[1] = $array; $array[2] = $array
            $list = [System.Collections.ArrayList]::new(); $null = $list.Add(@(, $list))
            $deep = @(80); foreach ($level in 1..100000) { $outer = [object[]]::new(1); $outer[0] = $deep; $deep = $outer }
            $lists = $array, $list, $deep
            foreach ($command in 'Get-Socket', 'Get-TcpInfo', 'Get-SocketSummary') {
                foreach ($parameter in (Get-Command $command).Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }) {
                    foreach ($given in $lists) {
                        $arguments = @{ $parameter = $given }
                        try { $null = & $command @arguments; "$command -$parameter no error" } catch { "$command -$parameter $_" }
                    }
                    $PSDefaultParameterValues["${command}:$parameter"] = $array
                    try { $null = & $command 3>$null; "default $command -$parameter goes on" } catch { "default $command -$parameter $_" }
                    $PSDefaultParameterValues.Clear()
                }
            }
            $null = TabExpansion2 'Get-Socket -State $array -LocalPort ' 36
            'the end'
'@
        $lines = $run.Output -split "`n"
    }

    It 'that holds itself does not end the shell' {
        $run.ExitCode | Should -Be 0
        $lines[-1] | Should -Be 'the end'
    }
    It 'that holds itself, or lists a hundred thousand deep, is an error: <Command> -<Parameter>' -ForEach $parameters {
        $said = $lines -like "$Command -$Parameter *"
        $said | Should -HaveCount 3
        foreach ($line in $said) {
            $line | Should -Match $Message
            $line | Should -Match "'$Parameter'"
        }
        if ($Message -match 'lists') { $said | Should -Match 'Expected: a value, or one list of values' }
    }
    It 'is opened where lists lie in it, and read once where it lies in it twice' {
        $inner = [object[]] ($port, "$port")
        $twice = [object[]] ($inner, $inner)
        foreach ($level in 1..40) { $twice = [object[]] ($twice, $twice) } # a million million numbers
        (Get-Socket -LocalPort $twice -State (, @('Listen', @('TimeWait'))) -LocalAddress (, @('127.0.0.1', @('::1')))).Cookie | Should -Be (Get-Cookie $listener)
    }
    It 'may have a hundred thousand values: -<Parameter>' -ForEach @(
        foreach ($parameter in 'LocalPort', 'RemotePort', 'Port', 'LocalAddress', 'RemoteAddress', 'ProcessId', 'ProcessName', 'User', 'Inode', 'Cookie', 'BindScope', 'Protocol', 'State') { @{ Parameter = $parameter } }
    ) {
        $value = @{
            LocalPort = $port; RemotePort = 0; Port = $port; LocalAddress = '127.0.0.1'; RemoteAddress = '0.0.0.0'; ProcessId = $PID; ProcessName = (Get-Content "/proc/$PID/comm"); User = id -u
            Inode = Get-Inode $listener; Cookie = Get-Cookie $listener; BindScope = 'Loopback'; Protocol = 'Tcp'; State = 'Listen'
        }[$Parameter]
        $arguments = @{ $Parameter = @($value) * 100000 }
        (Get-Socket @arguments 3>$null).Cookie | Should -Contain (Get-Cookie $listener)
    }
}

Describe 'A NUL in a name' {
    # C ends a name there, so that another would be found.
    It 'ends the command: -<Parameter> <Given>' -ForEach @(
        @{ Parameter = 'User'; Given = "root`0x" }
        @{ Parameter = 'User'; Given = "0`0" }
        @{ Parameter = 'Interface'; Given = "lo`0x" }
        @{ Parameter = 'Interface'; Given = "1`0" }
        @{ Parameter = 'Cgroup'; Given = "/`0x" }
        @{ Parameter = 'NetworkNamespace'; Given = "/proc/self/ns/net`0x" }
        @{ Parameter = 'NetworkNamespace'; Given = "$PID`0" }
        @{ Parameter = 'LocalAddress'; Given = "localhost`0x" }
        @{ Parameter = 'LocalAddress'; Given = "127.0.0.1`0x" }
        @{ Parameter = 'RemoteAddress'; Given = "fe80::1%lo`0x" }
        @{ Parameter = 'LocalPort'; Given = "https`0x" }
        @{ Parameter = 'RemotePort'; Given = "443`0" }
        @{ Parameter = 'Port'; Given = "443-444`0" }
        @{ Parameter = 'Mark'; Given = "1`0" }
        @{ Parameter = 'ProcessName'; Given = "*`0" }
        @{ Parameter = 'ProcessId'; Given = "1`0" }
        @{ Parameter = 'Inode'; Given = "1`0" }
        @{ Parameter = 'Cookie'; Given = "1`0" }
        @{ Parameter = 'Protocol'; Given = "Tcp`0" }
        @{ Parameter = 'State'; Given = "Listen`0" }
    ) {
        $arguments = @{ $Parameter = 'lo', $Given }
        if ($Parameter -in 'ProcessId', 'Inode', 'Cookie', 'RemotePort', 'Port', 'LocalPort', 'Protocol', 'State') { $arguments = @{ $Parameter = $Given } }
        $failure = EndingError { Get-Socket @arguments -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,PSSocketStats.Commands.GetSocketCommand'
        foreach ($what in "'$Parameter'", "'$($Given -replace "`0", '\x00')'", 'Expected: ') { "$failure" | Should -Match ([regex]::Escape($what)) }
    }
    It 'is none of a name where it is written as a listing would show it: -<Parameter> <Given>' -ForEach @(
        @{ Parameter = 'User'; Given = 'root\x00x'; Id = 'UserNotFound' }
        @{ Parameter = 'Interface'; Given = 'lo\x00x'; Id = 'InterfaceNotFound' }
        @{ Parameter = 'LocalAddress'; Given = 'fe80::1%lo\x00x'; Id = 'InterfaceNotFound' }
    ) {
        $arguments = @{ $Parameter = $Given }
        (EndingError { Get-Socket @arguments }).FullyQualifiedErrorId | Should -Be "$Id,PSSocketStats.Commands.GetSocketCommand"
    }
    It 'is an abstract name of a Unix socket''s own' {
        $name = "PSSocketStats-test-$PID"
        $unix = New-UnixListener "`0$name`0end"
        foreach ($path in "`0$name`0end", "@$name`0end", "@$name\x00end", "`0$name*") { (Get-Socket -Protocol Unix -Path $path).Cookie | Should -Be (Get-Cookie $unix) -Because ($path -replace "`0", '\0') }
        Get-Socket -Protocol Unix -Path "@$name" | Should -BeNullOrEmpty
    }
}

Describe 'What an error repeats' {
    # May come from other people's data. Beside the message: views show the target too.
    It 'drives no terminal: -<Parameter>' -ForEach @(
        $names = 'LocalAddress', 'RemoteAddress', 'User', 'Interface', 'Mark', 'Cgroup'
        $others = 'LocalPort', 'RemotePort', 'Port', 'ProcessId', 'Inode', 'Cookie', 'BindScope', 'Protocol', 'State', 'AddressFamily'
        foreach ($parameter in $names + $others) { @{ Parameter = $parameter } }
    ) {
        $arguments = @{ $Parameter = "no`e[31msuch`u{202e}" }
        $failure = EndingError { Get-Socket @arguments }
        foreach ($text in "$failure", $failure.Exception.Message, "$($failure.TargetObject)", "$($failure.CategoryInfo)") { $text | Should -Not -Match '\p{Cc}|\p{Cf}' }
        "$failure" | Should -Match ([regex]::Escape('no\x1b[31msuch\xe2\x80\xae'))
    }
    It 'drives no terminal: a pattern' {
        $failure = EndingError { Get-Socket -ProcessName "`e[31m[a" }
        "$failure" | Should -Match ([regex]::Escape("-ProcessName '\x1b[31m[a'"))
        $failure.TargetObject | Should -Be '\x1b[31m[a'
    }
    It 'drives no terminal: what shapes groups' {
        $failure = EndingError { Get-SocketSummary -GroupBy "`e[31m" }
        "$failure" | Should -Match ([regex]::Escape("'\x1b[31m' is no property"))
        "$(EndingError { Get-SocketSummary -GroupBy State -Top "`e[31m" })" | Should -Not -Match '\p{Cc}'
    }
    It 'is what was typed, where that is harmless: <_>' -ForEach 'foo\x2dbar', 'CORP\alice', 'a\x1b[31m', 'b\xff' { (EndingError { Get-Socket -User $_ }).TargetObject | Should -Be $_ }
}

Describe 'A filter that says nothing' {
    It 'ends the command, and is never no filter: -<Parameter> <Given>' -ForEach @(
        foreach ($parameter in 'LocalPort', 'RemotePort', 'Port', 'LocalAddress', 'RemoteAddress', 'ProcessId', 'ProcessName', 'User', 'Interface', 'Mark', 'Cgroup', 'Inode', 'Cookie', 'BindScope', 'Protocol', 'State') {
            @{ Parameter = $parameter; Value = $null; Given = '$null' }
            @{ Parameter = $parameter; Value = @(); Given = '@()' }
            @{ Parameter = $parameter; Value = @($null); Given = '@($null)' }
        }
        foreach ($parameter in 'LocalPort', 'LocalAddress', 'RemoteAddress', 'ProcessName', 'User', 'Interface', 'Mark', 'Cgroup', 'BindScope', 'Protocol', 'State', 'AddressFamily') {
            @{ Parameter = $parameter; Value = ''; Given = "''" }
        }
        @{ Parameter = 'AddressFamily'; Value = $null; Given = '$null' }
        @{ Parameter = 'State'; Value = 0; Given = 0 }
        @{ Parameter = 'State'; Value = 'None'; Given = 'None' }
    ) {
        $arguments = @{ $Parameter = $Value }
        $failure = EndingError { Get-Socket @arguments }
        $failure.FullyQualifiedErrorId | Should -Match '^(ParameterArgument(Validation|Transformation)Error|CannotConvertArgumentNoMessage),'
        "$failure" | Should -Match "'$Parameter'"
    }
}

Describe 'Something named that does not exist' {
    It 'ends the command: <Command>' -ForEach @(
        @{ Command = { Get-Socket -Interface nosuch0 }; Id = 'InterfaceNotFound'; Says = "-Interface 'nosuch0'"; Given = 'nosuch0' }
        @{ Command = { Get-Socket -Interface lo:x }; Id = 'InterfaceNotFound'; Says = "-Interface 'lo:x'"; Given = 'lo:x' }
        @{ Command = { Get-Socket -Interface 4711 }; Id = 'InterfaceNotFound'; Says = "-Interface '4711'"; Given = '4711' }
        @{ Command = { Get-Socket -LocalAddress fe80::1%nosuch0 }; Id = 'InterfaceNotFound'; Says = "-LocalAddress 'nosuch0'"; Given = 'nosuch0' }
        @{ Command = { Get-Socket -User no-such-user }; Id = 'UserNotFound'; Says = "-User 'no-such-user'"; Given = 'no-such-user' }
        @{ Command = { Get-Socket -User 0, -5 }; Id = 'UserNotFound'; Says = "-User '-5'"; Given = '-5' }
        @{ Command = { Get-Socket -Cgroup /no/such }; Id = 'CgroupNotFound'; Says = "-Cgroup '/no/such'"; Given = '/no/such' }
        @{ Command = { Get-Socket -Cgroup ../.. }; Id = 'CgroupNotFound'; Says = "-Cgroup '../..'"; Given = '../..' }
    ) {
        $failure = EndingError $Command
        $failure.FullyQualifiedErrorId | Should -Be "$Id,PSSocketStats.Commands.GetSocketCommand"
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        $failure.TargetObject | Should -Be $Given
        "$failure" | Should -Match ([regex]::Escape($Says))
        $failure.ErrorDetails.RecommendedAction | Should -Match 'for example'
    }

    It 'leaves the other process ids their answer' {
        $found = Get-Socket -ProcessId $noProcess, $PID, -1 -LocalPort $port -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.Cookie | Should -Be (Get-Cookie $listener)
        $failures.FullyQualifiedErrorId | Should -Be 'ProcessNotFound,PSSocketStats.Commands.GetSocketCommand', 'ProcessNotFound,PSSocketStats.Commands.GetSocketCommand'
        $failures.CategoryInfo.Category | Should -Be ObjectNotFound, ObjectNotFound
        $failures.TargetObject | Should -Be $noProcess, -1
        "$($failures[0])" | Should -Match "-ProcessId '$noProcess'"
    }
    It 'leaves the other piped process ids their answer' {
        $found = [pscustomobject]@{ Id = $noProcess }, [pscustomobject]@{ Id = $PID }, [pscustomobject]@{ Id = $null }, 'no id' | Get-Socket -LocalPort $port -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.Cookie | Should -Be (Get-Cookie $listener)
        $failures.FullyQualifiedErrorId | Should -Contain 'ProcessNotFound,PSSocketStats.Commands.GetSocketCommand'
        $failures | Should -HaveCount 3
    }
    It 'as the only process id is an error and no output' {
        Get-Socket -ProcessId $noProcess -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
    }
}

Describe 'A pipe that brings no process' {
    It 'is no output' { Get-Process 'no such process' -ErrorAction Ignore | Get-Socket -ErrorAction Stop | Should -BeNullOrEmpty }
    It 'is no output with filters either' { Get-Process 'no such process' -ErrorAction Ignore | Get-Socket -LocalPort $port -ErrorAction Stop | Should -BeNullOrEmpty }
}

Describe 'A sandbox that refuses AF_NETLINK with <Error>' -Skip:(-not $hasCompiler) -Tag 'needs gcc' -ForEach @(
    @{ Error = 'EPERM'; Number = 1; Category = 'PermissionDenied'; Advice = 'sandbox' }
    @{ Error = 'EACCES'; Number = 13; Category = 'PermissionDenied'; Advice = 'sandbox' }
    @{ Error = 'EPROTONOSUPPORT'; Number = 93; Category = 'NotInstalled'; Advice = 'CONFIG_INET_DIAG' }
    @{ Error = 'EAFNOSUPPORT'; Number = 97; Category = 'NotInstalled'; Advice = 'CONFIG_INET_DIAG' }
) {
    BeforeAll {
        $refuse = "$TestDrive/refuse"
        gcc -o $refuse "$PSScriptRoot/support/refuse.c" 2>&1 | Should -BeNullOrEmpty
        # One shell, several commands: each as a line of its error.
        $run = Invoke-Shell -Before $refuse, $Number -Script @'
            foreach ($command in { Get-Socket }, { Get-Socket -Protocol Udp, Tcp -ErrorAction SilentlyContinue }, { Get-Socket -Interface lo }, { Get-Socket -LocalAddress fe80::1%lo }, { Get-Socket -ProcessId $PID }) {
                try { & $command; "no error: $command" }
                catch { @{ Id = $_.FullyQualifiedErrorId; Category = "$($_.CategoryInfo.Category)"; Message = "$_"; Advice = $_.ErrorDetails.RecommendedAction } | ConvertTo-Json -Compress }
            }
'@
        $failures = $run.Output -split "`n" | ForEach-Object { try { $_ | ConvertFrom-Json } catch { $_ } }
    }

    It 'ends each command with SockDiagRefused and advice' {
        $failures | Should -HaveCount 5
        foreach ($failure in $failures) {
            $failure.Id | Should -Be 'SockDiagRefused,PSSocketStats.Commands.GetSocketCommand'
            $failure.Category | Should -Be $Category
            $failure.Message | Should -Match "errno $Number"
            $failure.Advice | Should -Match $Advice
        }
    }
    It 'leaves nothing else on the error stream' { $run.Errors | Should -BeNullOrEmpty }
}

Describe 'Processes that end while they are read' {
    It 'are no error' {
        # Hundreds of short processes during twenty listings, each of which looks into all of them.
        $churn = Start-Program bash, -c, 'while :; do for i in 1 2 3 4 5 6 7 8; do /bin/true & done; wait; done'
        try {
            foreach ($listing in 1..20) {
                $found = Get-Socket -LocalPort $port -State Listen -ErrorAction Stop -WarningVariable warnings 3>$null
                $found.ProcessId | Should -Be $PID
                if ($isRoot) { $warnings | Should -BeNullOrEmpty }
            }
        }
        finally { $churn.Kill($true) }
    }
    It 'are no error where they are looked up by name' {
        $churn = Start-Program bash, -c, 'while :; do for i in 1 2 3 4 5 6 7 8; do /bin/true & done; wait; done'
        try {
            foreach ($listing in 1..20) { $null = Get-Socket -ProcessName bash, true, dotnet, pwsh -LocalPort $port -ErrorAction Stop 3>$null }
        }
        finally { $churn.Kill($true) }
    }
}
