# What the Tab key offers: what is live, as it must be typed, quickly, and without a word where nothing is to be had.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $isRoot = Test-Root
    $hasIPv6 = Test-IPv6
    Import-Module (Get-ModulePath)
    $hasCompiler = Get-Command gcc -ErrorAction Ignore
    $canBeOthers = $isRoot -and (Get-Command setpriv -ErrorAction Ignore)
    $cgroupMount = Get-CgroupMount
    $canMakeCgroups = $isRoot -and $cgroupMount -and (Test-Writable $cgroupMount)
    $seesKernelThreads = (Test-Path /proc/2/comm) -and (Get-Content /proc/2/comm) -eq 'kthreadd'
    $tellsBound = [version] ((uname -r) -replace '^(\d+\.\d+).*', '$1') -ge '6.8'
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    Push-Location / # has files, so that a fall back to their names would be seen

    $listener = New-Listener 127.0.0.2
    $port = Get-Port $listener
    $client = New-Client 127.0.0.2 $port -From 127.0.0.3
    $clientPort = Get-Port $client
    $udp = New-BoundSocket 127.0.0.4
    $udpPort = Get-Port $udp
    $process = (Get-Content "/proc/$PID/comm") -join "`n"

    # Without a socket, and before the others both by id and by name.
    Copy-Item (Get-Command sleep).Source "$TestDrive/0-idle"
    $idle = Start-Program "$TestDrive/0-idle", 600

    # Names as printf has them; \x27 is a single quote.
    $names = @{
        brackets = 'holder [1]'
        quotes   = 'it\x27s $(x); "y"'
        control  = '\e[31mred\x7f\xc2\x9bx' # the last is one character of C1
        number   = '1e3'
    }
    $holders = @{}
    foreach ($name in $names.Keys) { $holders[$name] = Start-Holder -Port $port -Address 127.0.0.2 -Name $names[$name] }

    function Complete([string] $line) { (TabExpansion2 $line $line.Length).CompletionMatches }

    # What is offered for a line, in order. What a busy machine does not find in time it finds later.
    function Offered([string] $line, [string[]] $expected) {
        $texts = @()
        try { $null = Wait-Until { ($script:texts = @(Complete $line | ForEach-Object CompletionText)); -not ($expected | Where-Object { $_ -notin $script:texts }) } }
        catch { } # the judgement is the test's
        $script:texts
    }

    # The one entry whose text or label is such, with such a tooltip, or nothing.
    function Entry([string] $line, [string] $text, [string] $tooltip = '') {
        try { Wait-Until { Complete $line | Where-Object { $text -in $_.CompletionText, $_.ListItemText -and $_.ToolTip -match $tooltip } } } catch { }
    }

    # The line with the entry put where the shell puts it.
    function Completed([string] $line, [string] $label) {
        $match = Entry $line $label
        $at = TabExpansion2 $line $line.Length
        $line.Remove($at.ReplacementIndex, $at.ReplacementLength).Insert($at.ReplacementIndex, $match.CompletionText)
    }
}

AfterAll {
    Pop-Location
    Close-Everything
}

Describe 'Completion behind the pipe' {
    It 'offers the properties of what comes out: <_>' -ForEach 'LocalPort', 'PeerPath', 'SmcState' { (Complete "Get-Socket | Where-Object $_").CompletionText | Should -Contain $_ }
}

Describe 'Completion of ports' {
    It 'offers ports that are listened on to <_>' -ForEach 'Get-Socket', 'Get-TcpInfo', 'Get-SocketSummary' { Offered "$_ -LocalPort $port" $port | Should -Be $port }
    It 'tells who has a port' {
        (Entry "Get-Socket -LocalPort $port" $port '\(.*Established').ToolTip | Should -BeLike "$process ($PID): Listen, * Established"
    }
    It 'offers ports of UDP' { Offered "Get-Socket -LocalPort $udpPort" $udpPort | Should -Be $udpPort }
    It 'offers ports that are only bound' -Skip:(-not $tellsBound) -Tag 'needs Linux 6.8' {
        $bound = Get-Port (New-BoundSocket -Type Stream)
        Offered "Get-Socket -LocalPort $bound" $bound | Should -Be $bound
    }
    It 'offers ports of connections, after those that are waited at' {
        if (-not (Test-Alone)) { Set-ItResult -Skipped -Because 'there may be too many sockets on this machine' }
        $offered = Offered 'Get-Socket -LocalPort ' $port, $udpPort, $clientPort
        $offered.IndexOf("$clientPort") | Should -BeGreaterThan $offered.IndexOf("$port")
        $offered.IndexOf("$clientPort") | Should -BeGreaterThan $offered.IndexOf("$udpPort")
    }
    It 'offers the ports of peers for -RemotePort, and no others' {
        Offered "Get-Socket -RemotePort $port" $port | Should -Be $port
        Complete "Get-Socket -RemotePort $udpPort" | Should -BeNullOrEmpty
        Complete 'Get-Socket -RemotePort 0' | Should -BeNullOrEmpty
    }
    It 'offers both sides for -Port, once' {
        Offered "Get-Socket -Port $port" $port | Should -Be $port
        Offered "Get-Socket -Port $clientPort" $clientPort | Should -Be $clientPort
        Offered "Get-Socket -Port $udpPort" $udpPort | Should -Be $udpPort
    }
    It 'keeps to what was typed' { Offered "Get-Socket -LocalPort $("$port".Substring(0, 3))" $port | Should -Match "^$("$port".Substring(0, 3))" }
    It 'understands wildcards' { Offered "Get-Socket -LocalPort *$("$port".Substring(1))" $port | Should -Match "$("$port".Substring(1))" }
    It 'goes on in a list: <_>' -ForEach '80,', '80, ', '8000-8099, https, ' { Offered "Get-Socket -LocalPort $_$port" $port | Should -Be $port }
    It 'offers nothing where nothing fits, no file names either' { Complete 'Get-Socket -LocalPort x' | Should -BeNullOrEmpty }
    It 'offers some hundreds at most' {
        foreach ($more in 1..300) { $null = New-BoundSocket }
        (Complete 'Get-Socket -LocalPort ').Count | Should -BeIn (200..300)
    }
}

Describe 'Completion of addresses' {
    It 'offers local ones' { Offered 'Get-Socket -LocalAddress 127' 127.0.0.2, 127.0.0.3, 127.0.0.4 | Should -Contain 127.0.0.4 }
    It 'offers those of peers, and no address that stands for all' {
        $offered = Offered 'Get-Socket -RemoteAddress 127.0.0.' 127.0.0.2, 127.0.0.3
        $offered | Should -Contain 127.0.0.2
        $offered | Should -Not -Contain 0.0.0.0
        $offered | Should -Not -Contain 127.0.0.4 -Because 'its socket has no peer'
    }
    It 'offers IPv6 ones' -Skip:(-not $hasIPv6) -Tag 'needs IPv6' {
        $listener6 = New-Listener ::1
        $line = Completed 'Get-Socket -LocalAddress ::' ::1
        (Invoke-Expression "$line -State Listen -LocalPort $(Get-Port $listener6)").LocalAddress | Should -Be ::1
    }
}

Describe 'What the line says already' {
    It 'narrows what is offered: <_>' -ForEach '-State Listen', '-Listening', '-Protocol Udp', '-LocalAddress 127.0.0.2' {
        # Each leaves some sockets, and not the client's.
        Offered "Get-Socket -LocalPort $clientPort" $clientPort | Should -Be $clientPort
        Complete "Get-Socket $_ -LocalPort $clientPort" | Should -BeNullOrEmpty
    }
    It 'leaves what fits' { Offered "Get-Socket -RemoteAddress 127.0.0.2 -LocalAddress 127.0.0.3 -RemotePort $port" $port | Should -Be $port }
    It 'is left aside where no socket is such: <_>' -ForEach '-LocalAddress 127.0.0.0/8', '-LocalPort 1-65535', '-State estab' {
        Offered "Get-Socket $_ -RemotePort $port" $port | Should -Be $port
    }
}

Describe 'Completion of processes' {
    It 'offers a name with <Name> as it must be typed' -ForEach @(
        @{ Name = 'brackets'; Typed = 'hold'; Label = 'holder [1]'; Text = "'holder ``[1``]'" }
        @{ Name = 'quotes'; Typed = 'it'; Label = 'it''s $(x); "y"'; Text = "'it''s `$(x); `"y`"'" }
        @{ Name = 'control'; Typed = '*red'; Label = '\x1b[31mred\x7f\xc2\x9bx'; Text = "'\x1b``[31mred\x7f\xc2\x9bx'" }
        @{ Name = 'number'; Typed = '1e'; Label = '1e3'; Text = "'1e3'" }
    ) {
        $line = "Get-Socket -ProcessName $Typed"
        $entry = Entry $line $Label
        $entry.CompletionText | Should -BeExactly $Text
        $entry.ListItemText | Should -BeExactly $Label
        $entry.ToolTip | Should -Match "^$($holders[$Name].Id)\b"
        (Invoke-Expression "$(Completed $line $Label) -RemotePort $port").ProcessId | Should -Be $holders[$Name].Id
    }
    It 'understands what is typed as <_>' -ForEach 'HOLDER', "'hold", '"hold', "'holder ``[1", "'holder [1", 'hold*r', 'bash, hold' {
        (Entry "Get-Socket -ProcessName $_" 'holder [1]').CompletionText | Should -Be "'holder ``[1``]'"
    }
    It 'lets no name drive the terminal' {
        foreach ($parameter in 'LocalPort', 'RemotePort', 'LocalAddress', 'ProcessName', 'ProcessId', 'Cgroup') {
            $shown = Wait-Until { Complete "Get-Socket -$parameter " } | ForEach-Object { $_.CompletionText, $_.ListItemText, $_.ToolTip }
            $shown | Should -Not -Match '\p{Cc}|\p{Cf}'
        }
    }
    It 'inserts what finds the process again, alone and in a list: <_>' -ForEach @(
        '@', '@a', '%', '#x', 'a;b', '{', '}', '$x', '`', 'a`b*[c]', '-x', '--%', '--', '2>', '&', '|', '(', "'", '"', "$([char] 0x2018)smart$([char] 0x2019)", "$([char] 0x201d)x", "$([char] 0x2013)x", '1e3x', '0x10', '007', '1.5', '4kb',
        ' lead', 'trail ', 'a,b', 'a\b', '[int]', '~', '!', '?', 'a=b', '1..3', 'if', '$', '""', 'foo\x2dbar'
    ) {
        function Bound([string[]] $ProcessName) { , $ProcessName }
        $octal = -join ([System.Text.Encoding]::UTF8.GetBytes($_) | ForEach-Object { '\' + [Convert]::ToString($_, 8).PadLeft(3, '0') })
        $holder = Start-Holder -Port $port -Address 127.0.0.2 -Name $octal
        $text = (Entry 'Get-Socket -ProcessName ' $_ "^$($holder.Id)\b").CompletionText
        foreach ($bound in (Invoke-Expression "Bound -ProcessName $text")[0], (Invoke-Expression "Bound -ProcessName x, $text")[1], (Invoke-Expression "Bound -ProcessName $text, x")[0]) {
            [WildcardPattern]::new($bound).IsMatch($_) | Should -BeTrue -Because "$text is bound as $bound"
            $bound -replace '`([`*?[\]])', '$1' | Should -BeExactly $_
        }
        foreach ($line in "Get-Socket -ProcessName $text", "Get-Socket -ProcessName 'no such process', $text") { (Invoke-Expression "$line -RemotePort $port").ProcessId | Should -Be $holder.Id }
        Stop-Holder $holder
    }
    It 'offers the full name of one that has more than 15 characters' {
        $long = "$TestDrive/a-name-of-more-than-fifteen-characters"
        Copy-Item (Get-Command bash).Source $long
        $null = Start-Holder -Port $port -Address 127.0.0.2 -Program $long
        Offered 'Get-Socket -ProcessName a-name-of' a-name-of-more-than-fifteen-characters | Should -Be a-name-of-more-than-fifteen-characters
    }
    It 'offers those that hold sockets first' {
        $labels = Wait-Until {
            $found = @(Complete 'Get-Socket -ProcessName ' | ForEach-Object ListItemText)
            if ($found.IndexOf('holder [1]') -lt $found.IndexOf('0-idle')) { , $found }
        }
        $labels | Should -Contain 'holder [1]'
        $ids = Wait-Until {
            $found = @(Complete 'Get-Socket -ProcessId ' | ForEach-Object CompletionText)
            if ($found.IndexOf("$($holders.brackets.Id)") -lt $found.IndexOf("$($idle.Id)")) { , $found }
        }
        $ids | Should -Contain $holders.brackets.Id
    }
    It 'tells the name and the sockets of an id, for <_>' -ForEach '-ProcessId', '-Id', '-PID', '-OwningProcess' {
        $id = $holders.brackets.Id
        $entry = Entry "Get-Socket $_ $id" $id socket
        $entry.ListItemText | Should -Be "$id - holder [1]"
        $entry.ToolTip | Should -Be 'holder [1]: 1 socket'
    }
    It 'leaves threads of the kernel out' -Skip:(-not $seesKernelThreads) -Tag 'needs the machine''s first process-id namespace' {
        Complete 'Get-Socket -ProcessName kthread' | Should -BeNullOrEmpty
        Complete 'Get-Socket -ProcessId 2' | ForEach-Object CompletionText | Should -Not -Contain 2
    }
}

Describe 'Completion of users' {
    It 'offers those that have sockets before the others, with their ids' {
        $me = id -un
        $offered = Wait-Until { $found = @(Complete 'Get-Socket -User '); if ($found.Where{ $_.CompletionText -eq $me }.ToolTip -match 'socket') { , $found } }
        $offered.Where{ $_.CompletionText -eq $me }.ToolTip | Should -Match "^id $(id -u): \d+ sockets?$"
        $others = $offered.Where{ $_.ToolTip -notmatch 'socket' }
        $others | Should -Not -BeNullOrEmpty
        $offered.IndexOf($others[0]) | Should -BeGreaterThan $offered.IndexOf($offered.Where{ $_.CompletionText -eq $me }[0])
    }
    It 'offers each once' { Complete 'Get-Socket -User ' | Group-Object CompletionText | Where-Object Count -GT 1 | Should -BeNullOrEmpty }
    It 'offers the id of one without a name' -Skip:(-not $canBeOthers) -Tag 'needs root and setpriv' {
        $null = Start-Holder -Port $port -Address 127.0.0.2 -Before setpriv, --reuid, 61234, --clear-groups
        (Entry 'Get-Socket -User 6123' 61234).ToolTip | Should -Be 'id 61234: 1 socket'
    }
}

Describe 'Completion of interfaces' {
    It 'offers those of this network namespace' {
        $names = Get-Content /proc/thread-self/net/dev | Select-Object -Skip 2 | ForEach-Object { ($_ -split ':')[0].Trim() }
        Complete 'Get-Socket -Interface ' | ForEach-Object CompletionText | Sort-Object | Should -Be ($names | Sort-Object)
    }
    It 'tells the index' { (Complete 'Get-Socket -Interface LO').ToolTip | Should -Be 'index 1' }
}

Describe 'Completion of cgroups' -Skip:(-not $cgroupMount) -Tag 'needs cgroups v2' {
    It 'offers those in which sockets were made' {
        $mine = (Get-Socket -Cookie (Get-Cookie $client)).CgroupPath
        if (-not $mine) { Set-ItResult -Skipped -Because 'this kernel does not tell the cgroup of a socket' }
        Entry "Get-Socket -Cgroup $mine" $mine Established | Should -Not -BeNullOrEmpty
    }
    It 'offers those that exist, in quotes where they need them' -Skip:(-not $canMakeCgroups) -Tag 'needs root and cgroups v2' {
        $folder = New-Item "$(Get-CgroupMount)/completion of $PID" -ItemType Directory
        try {
            $line = Completed 'Get-Socket -Cgroup /COMPL' "/completion of $PID"
            $line | Should -Be "Get-Socket -Cgroup '/completion of $PID'"
            Invoke-Expression $line | Should -BeNullOrEmpty # and no error
        }
        finally { rmdir $folder }
    }
}

Describe 'Completion of words' {
    It 'is the shell''s: <Line>' -ForEach @(
        @{ Line = 'Get-Socket -State Listen,Ti'; Offers = 'TimeWait' }
        @{ Line = 'Get-Socket -State Listen, time'; Offers = 'TimeWait' }
        @{ Line = 'Get-Socket -State sync'; Offers = 'Synchronized' }
        @{ Line = 'Get-Socket -State No'; Offers = @() }
        @{ Line = 'Get-TcpInfo -State es'; Offers = 'Established' }
        @{ Line = 'Get-Socket -Protocol '; Offers = [SockDiag.SocketProtocol].GetEnumNames() | Sort-Object }
        @{ Line = 'Get-Socket -AddressFamily '; Offers = 'IPv4', 'IPv6' }
        @{ Line = 'Get-Socket -BindScope Loopback, Any'; Offers = 'AnyDualStack', 'AnyIPv4', 'AnyIPv6' }
        @{ Line = 'Get-SocketSummary -GroupBy State, Rem'; Offers = 'RemoteAddress', 'RemotePort' }
        @{ Line = 'Get-SocketSummary Cg'; Offers = 'CgroupPath' }
    ) { @(Complete $Line | ForEach-Object CompletionText) | Should -Be $Offers }
}

Describe 'Completion' {
    BeforeDiscovery { $parameters = 'LocalPort', 'RemotePort', 'Port', 'LocalAddress', 'RemoteAddress', 'ProcessName', 'ProcessId', 'User', 'Interface', 'Cgroup' }

    It 'leaves no error behind, whatever was typed for -<_>' -ForEach $parameters {
        $global:Error.Clear()
        foreach ($typed in '', '[', '''[', '"$(', '``', '[z-a]', '*', '?', '1,,', '@(', '{', '"`u{1b}', "'", ([string] [char] 0x2018), ('x' * 5000)) {
            { Complete "Get-Socket -$_ $typed" } | Should -Not -Throw
        }
        $global:Error | Should -BeNullOrEmpty
    }
    It 'answers in tens of milliseconds for -<_>' -ForEach $parameters {
        $times = foreach ($again in 1..10) { (Measure-Command { Complete "Get-Socket -$_ " }).TotalMilliseconds }
        ($times | Measure-Object -Minimum).Minimum | Should -BeLessThan 100
    }
    It 'is silent in a sandbox that refuses AF_NETLINK' -Skip:(-not $hasCompiler) -Tag 'needs gcc' {
        gcc -o "$TestDrive/refuse" "$PSScriptRoot/support/refuse.c" 2>&1 | Should -BeNullOrEmpty
        $run = Invoke-Shell -Before "$TestDrive/refuse", 1 -Script @'
            Set-Location /
            foreach ($parameter in 'LocalPort', 'RemotePort', 'Port', 'LocalAddress', 'RemoteAddress', 'Interface') {
                $line = "Get-Socket -$parameter "
                "$parameter $((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText)"
            }
            $line = "Get-Socket -ProcessId $PID"
            "ProcessId $((TabExpansion2 $line $line.Length).CompletionMatches.Where{ $_.CompletionText -eq $PID }.Count)"
            "errors $($Error.Count)"
'@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split "`n" | Should -Be 'LocalPort ', 'RemotePort ', 'Port ', 'LocalAddress ', 'RemoteAddress ', 'Interface ', 'ProcessId 1', 'errors 0'
    }
}
