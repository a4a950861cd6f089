# Which process holds a socket, and selecting by process and user.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $canBeOthers = (Test-Root) -and (Get-Command setpriv -ErrorAction Ignore)
    $canTrace = $canBeOthers -and (Test-Path /sys/kernel/btf/vmlinux) -and (readlink /proc/self/ns/pid) -eq 'pid:[4026531836]' -and
        $(setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=+bpf,+perfmon --ambient-caps=+bpf,+perfmon test -r (Get-ModulePath) -a -r $PSHOME/pwsh.dll 2>$null; $LASTEXITCODE -eq 0)
    $canUnshare = (Test-Root) -and $(unshare --mount --pid --fork --mount-proc true 2>$null; $LASTEXITCODE -eq 0)
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $listener = New-Listener
    $port = Get-Port $listener
    $long = "$TestDrive/a-name-of-more-than-fifteen-characters"
    Copy-Item (Get-Command bash).Source $long

    $one = Start-Holder -Port $port
    $two = Start-Holder -Port $port
    $longNamed = Start-Holder -Port $port -Program $long
    $renamed = Start-Holder -Port $port -Name 'holder [1]'
    $mine = New-Client -Port $port

    # The holders' and this process's connections to the listener that a query finds, as process ids.
    function HoldersFound([scriptblock] $query) { (& $query 3>$null | Where-Object RemotePort -EQ $port).ProcessId | Sort-Object }
    function Ids { $args.Id | Sort-Object }
}

AfterAll { Close-Everything }

Describe 'Get-Socket -ProcessId' {
    It 'finds the sockets of a process' { HoldersFound { Get-Socket -ProcessId $one.Id } | Should -Be $one.Id }
    It 'finds those of several' { HoldersFound { Get-Socket -ProcessId $one.Id, $two.Id } | Should -Be (Ids $one $two) }
    It 'finds nothing of a process without sockets' { Get-Socket -ProcessId (Start-Program sleep, 60).Id | Should -BeNullOrEmpty }
    It 'finds connections that wait for the process to accept them' {
        Get-Socket -ProcessId $PID -LocalPort $port -State Established | ForEach-Object RemotePort | Sort-Object |
            Should -Be (Get-Socket -RemotePort $port -State Established 3>$null | ForEach-Object LocalPort | Sort-Object)
    }
    It 'shows the owners that were asked for, of a socket that two processes hold' {
        $parent = Start-Holder -Port $port -Then 'sleep 60 & echo $!'
        $child = [int] $parent.StandardOutput.ReadLine()
        $null = Wait-Until { (Get-Content "/proc/$child/comm") -eq 'sleep' }
        $all = Get-Socket -RemotePort $port | Where-Object { $_.Owners.ProcessId -contains $child }
        $all.Owners | ForEach-Object ProcessId | Should -Be ($parent.Id, $child | Sort-Object)
        $all.Owners | ForEach-Object FileDescriptor | Should -Be 8, 8
        $asked = Get-Socket -ProcessId $child
        $asked.Cookie | Should -Be $all.Cookie
        "$($asked.Owners)" | Should -Be "sleep($child,8)"
        $asked.ProcessId | Should -Be $child
    }
}

Describe 'Process ids from the pipeline' {
    It 'come from Get-Process' { HoldersFound { Get-Process -Id $one.Id, $two.Id | Get-Socket } | Should -Be (Ids $one $two) }
    It 'come from a property <_>' -ForEach 'Id', 'PID', 'OwningProcess', 'ProcessId' {
        HoldersFound { [pscustomobject]@{ $_ = $one.Id } | Get-Socket } | Should -Be $one.Id
    }
    It 'are answered with each socket once' {
        HoldersFound { Get-Process -Id $one.Id, $two.Id, $one.Id | Get-Socket } | Should -Be (Ids $one $two)
    }
    It 'go together with filters' { HoldersFound { Get-Process -Id $one.Id, $PID | Get-Socket -RemotePort $port -LocalPort (Get-Port $mine) } | Should -Be $PID }
    It 'come from sockets too' { HoldersFound { Get-Socket -RemotePort $port -ProcessId $two.Id | Get-Socket } | Should -Be $two.Id }
    It 'that are none bring no output, instead of all sockets' { @() | Get-Socket | Should -BeNullOrEmpty }
}

Describe 'Get-Socket -ProcessName' {
    It 'finds by <_>' -ForEach 'a-name-of-more-than-fifteen-characters', 'a-name-of-more-*-characters', 'a-name-of-more-', 'A-NAME-of-mor?-', 'a-name*' {
        HoldersFound { Get-Socket -ProcessName $_ } | Should -Be $longNamed.Id
    }
    It 'shows the name of more than 15 characters as the kernel has it' { (Get-Socket -ProcessId $longNamed.Id).Process | Should -Be 'a-name-of-more-' }
    It 'finds every process of the name' {
        $found = HoldersFound { Get-Socket -ProcessName bash }
        $found | Should -Contain $one.Id
        $found | Should -Contain $two.Id
        $found | Should -Not -Contain $longNamed.Id
        $found | Should -Not -Contain $PID
    }
    It 'takes several names' { HoldersFound { Get-Socket -ProcessName 'a-name*', 'holder*' } | Should -Be (Ids $longNamed $renamed) }
    It 'finds brackets in a name by escaping them' { HoldersFound { Get-Socket -ProcessName 'holder `[1`]' } | Should -Be $renamed.Id }
    It 'finds by one of a hundred thousand names, and by none of them' {
        $names = 1..100000 | ForEach-Object { "no such process $_" }
        HoldersFound { Get-Socket -ProcessName ($names + 'HOLDER `[1`]') } | Should -Be $renamed.Id
        Get-Socket -ProcessName $names | Should -BeNullOrEmpty
    }
    It 'finds a name as it is and as it is shown' {
        $red = Start-Holder -Port $port -Name '\033[31mred'
        foreach ($name in "`e``[31mred", "`e*red", '\x1b`[31mred', '\x1b*red') { HoldersFound { Get-Socket -ProcessName $name } | Should -Be $red.Id -Because ($name -replace "`e", '\e') }
        $shown = Start-Holder -Port $port -Name '\\x1b[31mred' # text that reads as the other's
        HoldersFound { Get-Socket -ProcessName '\x5cx1b`[31mred' } | Should -Be $shown.Id
    }
    It 'bears a range of characters that are not shown' {
        HoldersFound { Get-Socket -ProcessName "[h-`u{200b}]older*" } | Should -Be $renamed.Id
    }
    It 'must hold together with -ProcessId' {
        HoldersFound { Get-Socket -ProcessName bash -ProcessId $one.Id, $longNamed.Id } | Should -Be $one.Id
        HoldersFound { Get-Process -Id $one.Id, $longNamed.Id | Get-Socket -ProcessName 'a-name*' } | Should -Be $longNamed.Id
    }
    It 'finds nothing, without an error, where no process has such a name' { Get-Socket -ProcessName 'no such process *' -ErrorAction Stop | Should -BeNullOrEmpty }
}

Describe 'Get-Socket -User' -Skip:(-not $canBeOthers) -Tag 'needs root and setpriv' {
    BeforeAll { $other = Start-Holder -Port $port -Before setpriv, --reuid, 65534, --clear-groups }

    It 'finds the sockets of another user by <_>' -ForEach '65534', 'nobody' {
        if (-not (getent passwd $_)) { Set-ItResult -Skipped -Because "there is no user $_" }
        HoldersFound { Get-Socket -User $_ } | Should -Be $other.Id
    }
    It 'does not find them by root' { HoldersFound { Get-Socket -User root } | Should -Not -Contain $other.Id }
    It 'says the user' { (Get-Socket -ProcessId $other.Id).UserId | Should -Be 65534 }
}

Describe 'The owner of a socket' {
    It 'is its process, with command name and descriptor' {
        $row = Get-Socket -Cookie (Get-Cookie $mine)
        $row.ProcessId | Should -Be $PID
        $row.Process | Should -Be ((Get-Content "/proc/$PID/comm") -join "`n")
        $row.OwnerVisibility | Should -Be Visible
        "$($row.Owners)" | Should -Be "$($row.Process)($PID,$($mine.Handle))"
    }
    It 'is the listener''s while the connection waits to be accepted' {
        $row = Get-Socket -LocalPort $port -RemotePort (Get-Port $mine)
        $row.IsAwaitingAccept | Should -BeTrue
        $row.OwnerVisibility | Should -Be AwaitingAccept
        $row.Inode | Should -BeNullOrEmpty
        "$($row.Owners)" | Should -Be "$((Get-Socket -Cookie (Get-Cookie $listener)).Owners)"
    }
    It 'is nobody after it was closed' {
        $closed = New-TimeWait (New-Listener)
        $row = Wait-Until { Get-Socket -LocalPort $closed -State TimeWait }
        $row.OwnerVisibility | Should -Be Kernel
        $row.ProcessId, $row.Process, $row.Inode, $row.UserId | Should -Be $null, $null, $null, $null
        $row.Owners.Count | Should -Be 0
        "$($row.Owners)" | Should -Be ''
    }
    It 'is not looked up with -SkipOwner' {
        $row = Get-Socket -Cookie (Get-Cookie $mine) -SkipOwner
        $row.OwnerVisibility | Should -Be NotAsked
        $row.ProcessId | Should -BeNullOrEmpty
        $row.Owners.Count | Should -Be 0
        $row.UserId | Should -Be (id -u)
    }
}

Describe 'Where owners come from' {
    BeforeAll {
        # What a shell of its own says of its own socket, and all else that it says.
        function Get-Report([string[]] $Before) {
            Invoke-Shell -Before $Before -Script @'
                $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
                $listener.Start()
                $out = @(Get-Socket -LocalPort $listener.LocalEndpoint.Port -Verbose *>&1)
                "$($out | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] } | ForEach-Object { $_.ProcessId -eq $PID })"
                $out | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
'@
        }
    }

    It 'is said once, with -Verbose' {
        $out = Get-Socket -LocalPort $port -Verbose 4>&1
        "$($out | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -Match "^Owners: (the kernel's file iterator|/proc, because .+)\.$"
    }
    It 'is not said without' { Get-Socket -LocalPort $port *>&1 | Where-Object { $_ -isnot [SockDiag.Socket] } | Should -BeNullOrEmpty }
    It 'is not said where no owner was looked for' {
        Get-Socket -LocalPort $port -SkipOwner -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
    }
    It 'is said of TCP connections and of groups too' -ForEach { Get-TcpInfo -RemotePort $port -Verbose 4>&1 }, { Get-SocketSummary -GroupBy Process -LocalPort $port -Verbose 4>&1 } {
        "$(& $_ | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike 'Owners: *.'
    }
    It 'is the kernel with CAP_BPF and CAP_PERFMON alone, which shows what /proc does not' -Skip:(-not $canTrace) -Tag 'needs root, setpriv, the kernel''s types, and a module and a shell that an ordinary user may read' {
        $report = Invoke-Shell -Before setpriv, --reuid=65534, --regid=65534, --clear-groups, '--inh-caps=+bpf,+perfmon', '--ambient-caps=+bpf,+perfmon' -Script "
            (Get-Socket -RemotePort $port -LocalPort $(Get-Port $mine) -Verbose 4>&1 | ForEach-Object { `$_ -is [SockDiag.Socket] ? `$_.ProcessId : `$_.Message }) -join ', '"
        $report.Output | Should -Be "$PID, Owners: the kernel's file iterator."
    }
    It 'is /proc where the capabilities were dropped' -Skip:(-not $canBeOthers) -Tag 'needs root and setpriv' {
        $report = Get-Report setpriv, --bounding-set=-all, --inh-caps=-all
        $report.Output | Should -Be "True`nOwners: /proc, because bpf(2) takes CAP_BPF and CAP_PERFMON."
        $report.Errors | Should -BeNullOrEmpty
    }
    It 'is /proc in a process-id namespace' -Skip:(-not $canUnshare) -Tag 'needs root and unshare' {
        $report = Get-Report unshare, --mount, --pid, --fork, --mount-proc
        $report.Output | Should -Be "True`nOwners: /proc, because this is not the machine's first process-id namespace."
        $report.Errors | Should -BeNullOrEmpty
    }
}
