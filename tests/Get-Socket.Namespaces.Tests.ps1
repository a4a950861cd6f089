# Sockets of other network namespaces: by name, process id and path, and of all that there are.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $isRoot = Test-Root
    $canName = $isRoot -and (Test-Alone) # in a mount namespace of its own
    $canBeUser = $canName -and (Get-Command setpriv -ErrorAction Ignore) -and $(setpriv --reuid 65534 --regid 65534 --clear-groups test -r (Get-ModulePath) -a -r $PSHOME/pwsh.dll; $LASTEXITCODE -eq 0)
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    # Processes whose network namespace this user may not look at; one that ended meanwhile is none.
    function Get-HiddenProcess { (Get-ChildItem /proc -Directory).Where{ $_.Name -match '^\d+$' -and -not (readlink "$_/ns/net") -and (Test-Path "$_/comm") }.Name }
    function Lines($rows, [int] $width = 200) { ($rows | Format-Table | Out-String -Width $width) -split "`n" | Where-Object { $_.Trim() } }
}

AfterAll { Close-Everything }

Describe 'Another network namespace' -Skip:(-not $canName) -Tag 'needs root, and the mount namespace that the runner makes' {
    BeforeAll {
        # In each a shell that listens, and a client of its own that it never accepts.
        $script = "ip link set lo up
            `$listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 8080)
            `$listener.Start()
            `$client = [Net.Sockets.TcpClient]::new()
            `$client.Connect('127.0.0.1', 8080)
            'ready'
            `$null = [Console]::In.ReadLine()"
        $shells = foreach ($before in 'unshare --net', 'unshare --net', 'unshare --net --pid --fork') { Start-Program ((-split $before) + (Get-ShellCommand) + '-Command' + $script) }
        foreach ($shell in $shells) { if ($shell.StandardOutput.ReadLine() -ne 'ready') { throw $shell.StandardError.ReadToEnd() } }
        $web, $api, $forked = $shells
        $inner = [int] (Get-Content "/proc/$($forked.Id)/task/$($forked.Id)/children") # process 1 of its own process-id namespace

        mount -t tmpfs run /run # hides the machine's, here alone
        $null = New-Item /run/netns -ItemType Directory
        foreach ($name in 'web', 'api') {
            $null = New-Item /run/netns/$name
            mount --bind "/proc/$((Get-Variable $name -ValueOnly).Id)/ns/net" /run/netns/$name
        }
        Push-Location /run
    }
    AfterAll {
        Pop-Location
        umount /run/netns/web /run/netns/api /run
    }

    It 'is named as ip netns does, by a process in it, or by a file: <_>' -ForEach 'web', 'id', '/run/netns/web', 'netns/web' {
        $row = Get-Socket -NetworkNamespace ($_ -eq 'id' ? $web.Id : $_) -Listening -LocalPort 8080
        $row.NetworkNamespace | Should -Be web
        $row.ProcessId | Should -Be $web.Id
    }
    It 'answers once, however often it is named' { Get-Socket -NetworkNamespace web, $web.Id, /run/netns/web -Listening | Should -HaveCount 1 }
    It 'answers in the order in which it is named' { (Get-Socket -NetworkNamespace api, web -Listening).NetworkNamespace | Should -Be api, web }
    It 'is found by *, which says who listens on a port' {
        $rows = Get-Socket -NetworkNamespace * -Listening -LocalPort 8080 -WarningVariable warnings | Where-Object NetworkNamespace
        ($rows | Where-Object ProcessId -In $web.Id, $api.Id | Sort-Object NetworkNamespace).NetworkNamespace | Should -Be api, web
        $rows.ProcessId | Should -Contain $inner -Because 'owners have the ids that this process-id namespace gives them'
        if (-not (Get-HiddenProcess)) { $warnings | Should -BeNullOrEmpty }
    }
    It 'of a process that not even root may look at is one warning with their count, and what would show them' {
        $null = Get-Socket -NetworkNamespace * -SkipOwner -WarningVariable warnings 3>$null
        $hidden = @(Get-HiddenProcess).Count
        if (-not $hidden) { Set-ItResult -Skipped -Because 'root may look at every process here, as on most machines' }
        $warnings | Should -HaveCount 1
        $warnings | Should -Match "^There may be sockets in further network namespaces: those of $hidden process(es)? could not be looked at \(CAP_SYS_PTRACE\); root of the host, .* would show them\.$"
    }
    It 'is that of the current one where nothing is said' { Get-Socket -Listening -LocalPort 8080 | Where-Object ProcessId -In $web.Id, $api.Id | Should -BeNullOrEmpty }
    It 'has its own listeners'' owners for what waits' {
        $waiting = Get-Socket -NetworkNamespace web, api -LocalPort 8080 -State Established
        $waiting.OwnerVisibility | Should -Be AwaitingAccept, AwaitingAccept
        $waiting.ProcessId | Should -Be $web.Id, $api.Id
    }
    It 'has its own peers' { (Get-Socket -NetworkNamespace web, api -RemotePort 8080 -IncludePeer).PeerProcessId | Should -Be $web.Id, $api.Id }

    Context 'in a table' {
        It 'has a column as soon as two are asked' {
            $lines = Lines (Get-Socket -NetworkNamespace web, api -Listening)
            -split $lines[0] | Should -Be Namespace, Proto, State, RecvQ, SendQ, Local, Remote, Process
            $lines[2] | Should -Match '^web +tcp +Listen '
            $lines[3] | Should -Match '^api +tcp +Listen '
        }
        It 'says which is the current one' {
            $here = New-Listener
            Lines (Get-Socket -NetworkNamespace $PID, web -Listening) | Where-Object { $_ -match ":$(Get-Port $here) " } | Should -Match '^\(current\) +tcp '
        }
        It 'has none where one is asked' { -split (Lines (Get-Socket -NetworkNamespace web -Listening))[0] | Should -Be Proto, State, RecvQ, SendQ, Local, Remote, Process }
        It 'keeps to 80 columns' { (Lines (Get-Socket -NetworkNamespace web, api) 80 | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80 }
        It 'has the list with everything all the same' { Get-Socket -NetworkNamespace web, api -Listening | Format-List | Out-String | Should -Match '(?m)^NetworkNamespace +: web\s*$' }
        It 'has one for Get-TcpInfo and Get-SocketSummary too' {
            (-split (Lines (Get-TcpInfo -NetworkNamespace web, api))[0])[0] | Should -Be Namespace
            (-split (Lines (Get-SocketSummary -NetworkNamespace web, api))[0])[0] | Should -Be Namespace
        }
        It 'travels with what is exported' {
            Get-Socket -NetworkNamespace web, api -Listening | Export-Clixml "$TestDrive/rows.xml"
            (Lines (Import-Clixml "$TestDrive/rows.xml"))[2] | Should -Match '^web +tcp +Listen '
            Get-Socket -NetworkNamespace web, api -Listening | Export-Csv "$TestDrive/rows.csv"
            (Import-Csv "$TestDrive/rows.csv").NetworkNamespace | Should -Be web, api
        }
    }

    Context 'Get-TcpInfo' {
        It 'reads the bookkeeping there' { (Get-TcpInfo -NetworkNamespace web, api -RemotePort 8080).NetworkNamespace | Should -Be web, api }
        It 'looks up there what was listed there' {
            $rows = Get-Socket -NetworkNamespace web, api -RemotePort 8080
            $again = $rows | Get-TcpInfo
            $again.NetworkNamespace | Should -Be web, api
            $again.Cookie | Should -Be $rows.Cookie
            $again.ProcessId | Should -Be $web.Id, $api.Id
        }
    }

    Context 'Get-SocketSummary' {
        It 'counts each by itself, with its own limits' {
            nsenter --net=/run/netns/web sysctl -qw net.ipv4.ip_local_port_range='20000 29999'
            $tcp = Get-SocketSummary -NetworkNamespace web, api | Where-Object Protocol -EQ Tcp
            $tcp.NetworkNamespace | Should -Be web, api
            $tcp.Total | Should -Be 3, 3
            $tcp.EstablishedByKernel | Should -Be 2, 2
            $tcp[0].FirstLocalPort | Should -Be 20000
            $tcp[1].FirstLocalPort | Should -Not -Be 20000
        }
        It 'groups over all, and by namespace where that is asked' {
            (Get-SocketSummary -NetworkNamespace web, api -GroupBy State | Where-Object State -EQ Listen).Count | Should -Be 2
            $groups = Get-SocketSummary -NetworkNamespace web, api -GroupBy NetworkNamespace, State | Where-Object State -EQ Listen
            $groups.NetworkNamespace | Sort-Object | Should -Be api, web
            $groups | ForEach-Object Count | Should -Be 1, 1
        }
    }

    Context 'that cannot be asked' {
        It 'is an error of its own that names it, and the others are answered: <Value>' -ForEach @(
            @{ Value = 'nosuch'; Id = 'NetworkNamespaceNotFound'; Category = 'ObjectNotFound' }
            @{ Value = '2147483647'; Id = 'NetworkNamespaceNotFound'; Category = 'ObjectNotFound' }
            @{ Value = '/run/netns/nosuch'; Id = 'NetworkNamespaceNotFound'; Category = 'ObjectNotFound' }
            @{ Value = '/etc/passwd'; Id = 'NetworkNamespaceNotValid'; Category = 'InvalidArgument' }
            @{ Value = '/proc/self/ns/mnt'; Id = 'NetworkNamespaceNotValid'; Category = 'InvalidArgument' }
        ) {
            $rows = Get-Socket -NetworkNamespace $Value, web -Listening -ErrorVariable failures -ErrorAction SilentlyContinue
            $rows.NetworkNamespace | Should -Be web
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failures[0].CategoryInfo.Category | Should -Be $Category
            $failures[0].TargetObject | Should -Be $Value
            $failures[0].ErrorDetails.Message | Should -Match ([regex]::Escape($Value))
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'Give'
        }
        It 'is no output where it is the only one' {
            foreach ($command in { Get-Socket @bad }, { Get-TcpInfo @bad }, { Get-SocketSummary @bad }) {
                $bad = @{ NetworkNamespace = 'nosuch'; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
                & $command | Should -BeNullOrEmpty
                $failures | Should -HaveCount 1
            }
        }
        It 'has no such interface' {
            $failure = try { Get-Socket -NetworkNamespace web -Interface nosuch } catch { $_ }
            $failure.FullyQualifiedErrorId | Should -BeLike 'InterfaceNotFound,*'
        }
    }

    Context 'for an ordinary user' -Skip:(-not $canBeUser) -Tag 'needs setpriv, and a module and a shell that an ordinary user may read' {
        BeforeAll { $asUser = 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups' }

        It 'is an error where it is named' {
            $run = Invoke-Shell "foreach (`$name in 'web', $($api.Id)) { Get-Socket -NetworkNamespace `$name -ErrorVariable e 2>`$null; `$e[0].FullyQualifiedErrorId; `$e[0].ErrorDetails.RecommendedAction }" -Before $asUser
            $run.Output | Should -Match '(?s)^NetworkNamespaceNotPermitted,.*run as root.*NetworkNamespaceNotPermitted,.*run as root'
        }
        It 'is one warning with the count where all are asked' {
            $run = Invoke-Shell 'Get-Socket -NetworkNamespace * -SkipOwner -WarningVariable w -ErrorVariable e 3>$null 2>$null | ForEach-Object NetworkNamespace | Where-Object { $_ }; "$($e.Count) $($w.Count)"; $w' -Before $asUser
            $counts, $warning = $run.Output -split "`n"
            $counts | Should -Be '0 1'
            $warning | Should -Match '^There may be sockets in further network namespaces: [2-9]\d* network namespaces could not be entered \(CAP_SYS_ADMIN\), those of \d+ processes could not be looked at \(CAP_SYS_PTRACE\); root would show them\.$'
        }
    }

    It 'is entered by no thread of the shell' {
        $before = readlink /proc/self/ns/net
        $null = Get-Socket -NetworkNamespace *
        readlink (Get-ChildItem /proc/$PID/task | ForEach-Object { "$_/ns/net" }) | Sort-Object -Unique | Should -Be $before
    }
    It 'leaves neither threads nor descriptors' {
        $null = Get-Socket -NetworkNamespace *
        $before = (Get-ChildItem /proc/$PID/fd).Count
        foreach ($_ in 1..5) { $null = Get-Socket -NetworkNamespace * }
        $null = Wait-Until { (Get-ChildItem /proc/$PID/fd).Count -le $before }
        $null = Wait-Until { -not (Get-ChildItem /proc/$PID/task | ForEach-Object { Get-Content "$_/comm" -ErrorAction Ignore } | Where-Object { $_ -like 'SockDiag*' }) }
    }
}

Describe '-NetworkNamespace' {
    It 'takes the current one, whose sockets have no name' {
        $here = New-Listener
        (Get-Socket -NetworkNamespace $PID -LocalPort (Get-Port $here)).NetworkNamespace | Should -BeNullOrEmpty
        (Get-Socket -NetworkNamespace /proc/self/ns/net -LocalPort (Get-Port $here)) | Should -HaveCount 1
    }
    It 'takes no nothing: <_>' -ForEach { Get-Socket -NetworkNamespace $null }, { Get-Socket -NetworkNamespace @() }, { Get-Socket -NetworkNamespace '' } {
        $failure = try { & $_ } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
    }
}

# Each would wait, or do something, if it were opened: in a shell of its own, which is ended if it hangs.
Describe 'A file that is no namespace' {
    BeforeAll {
        mkfifo "$TestDrive/fifo"
        $socket = New-UnixListener "$TestDrive/socket"
        Set-Content "$TestDrive/file" 'net'
    }

    It 'is refused at once: <_>' -ForEach 'fifo', 'socket', 'file', '.', '/dev/zero' {
        $path = $_ -eq '/dev/zero' ? $_ : "$TestDrive/$_"
        $run = Invoke-Shell -Before timeout, 60 -Script "try { Get-Socket -NetworkNamespace '$path' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId; `"`$_`" }"
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Be "NetworkNamespaceNotValid,PSSocketStats.Commands.GetSocketCommand`n'$path' is no network namespace."
    }
    It 'gives no name below /run/netns, and is refused there' -Skip:(-not $canName) -Tag 'needs root, and the mount namespace that the runner makes' {
        mount -t tmpfs run /run
        try {
            $null = New-Item /run/netns -ItemType Directory
            mkfifo /run/netns/fifo
            $run = Invoke-Shell -Before timeout, 60 -Script "(Get-Socket -NetworkNamespace * -Protocol Udp -WarningAction Ignore).NetworkNamespace; try { Get-Socket -NetworkNamespace fifo -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
            $run.ExitCode | Should -Be 0
            $run.Output -split "`n" | Should -Not -Contain fifo
            ($run.Output -split "`n")[-1] | Should -Be 'NetworkNamespaceNotValid,PSSocketStats.Commands.GetSocketCommand'
        }
        finally { umount /run }
    }
}
