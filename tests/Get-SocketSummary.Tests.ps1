# Counts: what a summary and groups say, against the sockets themselves, and what is refused.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $isRoot = Test-Root
    $isAlone = Test-Alone
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)

    $listener = New-Listener
    $any = New-Listener 0.0.0.0
    $clients = 1..3 | ForEach-Object { New-Client -Port (Get-Port $listener) }
    $servers = 1..3 | ForEach-Object { Receive-Connection $listener }
    $far = '127.0.1.1', '127.0.1.2', '127.0.2.1' | ForEach-Object { New-Client $_ (Get-Port $any) -From 127.0.0.1 }
    $null = $clients[0].Send([byte[]]::new(100))
    $null = Wait-Until { $servers.Available -contains 100 }
    $clients[1].Shutdown('Send')
    $udp = New-BoundSocket
    $holder = Start-Holder -Port (Get-Port $listener)
    $port = (Get-Port $listener), (Get-Port $any), (Get-Port $udp)
    $null = Wait-Until { Get-Socket -LocalPort (Get-Port $clients[1]) -State FinWait2 }

    # The error that ends a command; nothing where it goes on.
    function EndingError([scriptblock] $command) {
        try { $null = & $command 2>$null 3>$null }
        catch { $_ }
    }

    # What Group-Object makes of the sockets, and what the kernel's list was counted as: lines that can be compared.
    function GroupedBy([string[]] $property) {
        Get-Socket -Port $port | Group-Object $property | ForEach-Object {
            $one = $_.Group[0]
            $values = foreach ($name in $property) { $name -eq 'UserName' -and -not $one.UserName ? "$($one.UserId)" : "$($one.$name)" }
            "$($values -join ' | ') | $($_.Count) $([long] ($_.Group | Measure-Object ReceiveQueue -Sum).Sum) $([long] ($_.Group | Measure-Object SendQueue -Sum).Sum)"
        }
    }
    function CountedBy([string[]] $property) {
        Get-SocketSummary -Port $port -GroupBy $property | ForEach-Object {
            $group = $_
            "$(@($property | ForEach-Object { "$($group.$_)" }) -join ' | ') | $($group.Count) $($group.ReceiveQueue) $($group.SendQueue)"
        }
    }

    function Printed([int] $width) { ($input | Out-String -Width $width) -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ } }
}

AfterAll { Close-Everything }

Describe 'Get-SocketSummary' {
    It 'is one object a protocol, what can be listed first' {
        $rows = Get-SocketSummary
        $rows[0..1].Protocol | Should -Be Tcp, Udp
        $rows.Protocol | Should -Contain Unix
        $rows | ForEach-Object { $_.GetType().FullName } | Select-Object -Unique | Should -Be SockDiag.SocketSummary
        $rows[0].Protocol | Should -BeOfType [string]
    }

    It 'counts each state as Get-Socket lists it' -Skip:(-not $isAlone) -Tag 'it counts every socket there is, which takes a network namespace of its own (root)' {
        $tcp = Get-SocketSummary -Protocol Tcp
        $rows = Get-Socket -Protocol Tcp
        $tcp.Total | Should -Be @($rows).Count
        foreach ($state in 'Established', 'Listen', 'CloseWait', 'FinWait2', 'TimeWait', 'SynSent') { $tcp.$state | Should -Be @($rows | Where-Object State -EQ $state).Count }
        $tcp.IPv4 + $tcp.IPv6 | Should -Be $tcp.Total
        $tcp.CloseWait | Should -Be 1
    }

    It 'has the kernel''s counts and ceilings beside' {
        $tcp = Get-SocketSummary -Protocol Tcp
        $tcp.EstablishedByKernel | Should -BeGreaterOrEqual 1
        $tcp.AllocatedMachineWide | Should -BeGreaterThan 0
        $tcp.FirstLocalPort, $tcp.LastLocalPort | Should -Be (-split (Get-Content /proc/sys/net/ipv4/ip_local_port_range))
        $tcp.TimeWaitLimit | Should -Be (Get-Content /proc/sys/net/ipv4/tcp_max_tw_buckets)
    }

    It 'is of the protocols asked for, in their order' {
        (Get-SocketSummary -Protocol Udp).Protocol | Should -Be Udp
        (Get-SocketSummary -Protocol Udp, Tcp)[0..1].Protocol | Should -Be Udp, Tcp
    }

    It 'counts what a filter selects, without what the kernel counts of everything' {
        $tcp, $udpRow, $more = Get-SocketSummary -LocalPort $port
        $tcp.Listen, $tcp.Established, $tcp.CloseWait, $tcp.Total, $udpRow.Unconnected, $more | Should -Be 2, 6, 1, 9, 1, $null
        $tcp.EstablishedByKernel, $tcp.AllocatedMachineWide, $tcp.TimeWaitLimit | Should -Be $null, $null, $null
        (Get-SocketSummary -Protocol Tcp -State Listen -LocalPort $port).Total | Should -Be 2
    }

    It 'counts the sockets of processes that are piped' {
        (Get-Process -Id $holder.Id | Get-SocketSummary -Protocol Tcp).Total | Should -Be 1
        (Get-SocketSummary -ProcessId $holder.Id -Protocol Tcp).Established | Should -Be 1
    }

    It 'of a pipe that brings nothing is nothing' { Get-Process no-such-process -ErrorAction Ignore | Get-SocketSummary -ErrorAction Stop | Should -BeNullOrEmpty }

    It 'warns of nothing where it sees everything' { Get-SocketSummary 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } | Should -BeNullOrEmpty }

    It 'where sockstat is hidden counts the sockets, and warns once' -Skip:(-not ($isRoot -and $isAlone)) -Tag 'it hides a part of /proc in a mount namespace of its own, which takes root' {
        # /proc/thread-self is another folder for each thread.
        $hide = 'foreach ($task in Get-ChildItem /proc/$PID/task) { mount -t tmpfs none "/proc/$PID/task/$($task.Name)/net" 2>$null }; if (Test-Path /proc/thread-self/net/sockstat) { exit 7 }; '
        $run = Invoke-Shell -Before unshare, '--mount' -Script ($hide + 'Get-SocketSummary -WarningVariable said 3>$null | ConvertTo-Json; "said $($said.Count): $said"')
        if ($run.ExitCode -eq 7) { return Set-ItResult -Skipped -Because 'this machine''s /proc cannot be hidden' }
        $run.Errors | Should -BeNullOrEmpty
        $json, $said = $run.Output -split '(?m)^said '
        $rows = $json | ConvertFrom-Json
        $rows.Protocol | Should -Be Tcp, Udp
        $rows[0].Listen, $rows[0].CloseWait | Should -Be 2, 1
        $rows[0].InUseByKernel, $rows[0].EstablishedByKernel, $rows[0].AllocatedMachineWide, $rows[0].OrphanedMachineWide | Should -Be $null, $null, $null, $null
        $said | Should -BeLike '1: *sockstat*'
    }
}

Describe 'Get-SocketSummary -GroupBy' {
    It '<_> counts what Group-Object counts' -ForEach 'Protocol', 'State', 'AddressFamily', 'LocalAddress', 'LocalPort', 'RemoteAddress', 'RemotePort', 'Process', 'UserName', 'Interface', 'CgroupPath' {
        $counted = CountedBy $_
        $counted | Should -Not -BeNullOrEmpty
        $counted | Sort-Object | Should -Be (GroupedBy $_ | Sort-Object)
    }

    It 'several counts what Group-Object counts' {
        $all = 'Protocol', 'State', 'RemoteAddress', 'LocalPort', 'Process'
        CountedBy $all | Sort-Object | Should -Be (GroupedBy $all | Sort-Object)
    }

    It 'has the properties under their own names, the counts behind, the largest first' {
        $groups = Get-SocketSummary State, LocalPort -LocalPort $port
        $groups[0].PSObject.Properties.Name | Should -Be State, LocalPort, Count, ReceiveQueue, SendQueue
        $groups[0].State | Should -BeOfType [SockDiag.SocketState]
        $groups.Count | Should -Be 6
        $groups.ForEach('Count') | Should -Be ($groups.ForEach('Count') | Sort-Object -Descending)
        $groups[0].PSObject.TypeNames | Should -Contain SockDiag.SocketGroup
    }

    It 'takes names in any case, from a list or separated by commas' {
        $expected = CountedBy State, LocalPort
        foreach ($groups in (Get-SocketSummary -Port $port -GroupBy 'state, localport'), (Get-SocketSummary -Port $port -GroupBy ([SockDiag.SocketProperty[]] ('State', 'LocalPort')))) {
            $groups | ForEach-Object { "$($_.State) | $($_.LocalPort) | $($_.Count) $($_.ReceiveQueue) $($_.SendQueue)" } | Should -Be $expected
        }
    }

    It 'sums what waits to be read' { (Get-SocketSummary -LocalPort (Get-Port $listener) -State Established -GroupBy LocalPort).ReceiveQueue | Should -Be 100 }

    It 'with -Top shows the largest' {
        $all = @(Get-SocketSummary -Port $port -GroupBy RemotePort)
        $top = @(Get-SocketSummary -Port $port -GroupBy RemotePort -Top 2)
        $top.Count | Should -Be 2
        $top.RemotePort | Should -Be $all[0..1].RemotePort
        @(Get-SocketSummary -Port $port -GroupBy RemotePort -Top 1000).Count | Should -Be $all.Count
    }

    It 'with a prefix length counts networks' {
        $groups = Get-SocketSummary -RemotePort (Get-Port $any) -GroupBy RemoteAddress -RemotePrefixLength 24
        $groups | ForEach-Object { "$($_.RemoteAddress) $($_.Count)" } | Should -Be '127.0.1.0/24 2', '127.0.2.0/24 1'
        (Get-SocketSummary -RemotePort (Get-Port $any) -GroupBy RemoteAddress -RemotePrefixLength 0).RemoteAddress | Should -Be 0.0.0.0/0
    }

    It 'with a prefix length for IPv6 counts networks' {
        if (-not (Test-IPv6)) { return Set-ItResult -Skipped -Because 'this machine has no IPv6' }
        $listener6 = New-Listener ::1
        $null = New-Client ::1 (Get-Port $listener6)
        (Get-SocketSummary -RemotePort (Get-Port $listener6) -GroupBy RemoteAddress -RemotePrefixLengthIPv6 64 -RemotePrefixLength 24).RemoteAddress | Should -Be ::/64
    }

    It 'Process names the owners' {
        $group = Get-SocketSummary -ProcessId $holder.Id -GroupBy Process
        $group.Process, $group.Count | Should -Be bash, 1
        (Get-SocketSummary -RemotePort (Get-Port $listener) -GroupBy Process | Where-Object Process -EQ bash).Count | Should -Be 1
    }

    It 'finds the addresses that a filter can be given' {
        $address = (Get-SocketSummary -RemotePort (Get-Port $any) -GroupBy RemoteAddress -RemotePrefixLength 24 -Top 1).RemoteAddress
        @(Get-Socket -RemoteAddress $address -RemotePort (Get-Port $any)).Count | Should -Be 2
    }

    It 'of nothing is nothing' { Get-SocketSummary -LocalPort (Get-Port $listener) -State SynSent -GroupBy State -ErrorAction Stop | Should -BeNullOrEmpty }
}

Describe 'Bad input' {
    It 'ends the command: <Command>' -ForEach @(
        @{ Command = { Get-SocketSummary -GroupBy nosuch }; Id = 'ParameterArgumentTransformationError'; Says = "'nosuch'", 'Protocol, State, AddressFamily, LocalAddress, LocalPort, RemoteAddress, RemotePort, Process, UserName, Interface, CgroupPath, SocketType, Path, PeerPath, NetworkNamespace', 'for example' }
        @{ Command = { Get-SocketSummary -GroupBy State, nosuch }; Id = 'ParameterArgumentTransformationError'; Says = "'nosuch'", 'for example' }
        @{ Command = { Get-SocketSummary -GroupBy 'State,' }; Id = 'ParameterArgumentTransformationError'; Says = "'State,'", 'for example' }
        @{ Command = { Get-SocketSummary -GroupBy 1 }; Id = 'ParameterArgumentTransformationError'; Says = "'1'", 'for example' }
        @{ Command = { Get-SocketSummary -GroupBy ReceiveQueue }; Id = 'ParameterArgumentTransformationError'; Says = "'ReceiveQueue'", 'for example' }
        @{ Command = { Get-SocketSummary -GroupBy $null }; Id = 'ParameterArgumentValidationError'; Says = "'GroupBy'" }
        @{ Command = { Get-SocketSummary -GroupBy @() }; Id = 'ParameterArgumentValidationError'; Says = "'GroupBy'" }
        @{ Command = { Get-SocketSummary -GroupBy '' }; Id = 'ParameterArgumentTransformationError'; Says = "''", 'for example' }
        @{ Command = { Get-SocketSummary -GroupBy RemoteAddress -RemotePrefixLength 33 }; Id = 'ParameterArgumentValidationError'; Says = "'RemotePrefixLength'", '33', '32' }
        @{ Command = { Get-SocketSummary -GroupBy RemoteAddress -RemotePrefixLength -1 }; Id = 'ParameterArgumentValidationError'; Says = "'RemotePrefixLength'", '-1', '0' }
        @{ Command = { Get-SocketSummary -GroupBy RemoteAddress -RemotePrefixLengthIPv6 129 }; Id = 'ParameterArgumentValidationError'; Says = "'RemotePrefixLengthIPv6'", '129', '128' }
        @{ Command = { Get-SocketSummary -GroupBy State -RemotePrefixLength 24 }; Id = 'GroupByMissing'; Says = '-RemotePrefixLength', '24', '-GroupBy RemoteAddress' }
        @{ Command = { Get-SocketSummary -RemotePrefixLengthIPv6 64 }; Id = 'GroupByMissing'; Says = '-RemotePrefixLengthIPv6', '64', '-GroupBy RemoteAddress' }
        @{ Command = { Get-SocketSummary -Top 5 }; Id = 'GroupByMissing'; Says = '-Top', '5', '-GroupBy' }
        @{ Command = { Get-SocketSummary -GroupBy State -Top 0 }; Id = 'ParameterArgumentValidationError'; Says = "'Top'", '0', '1' }
        @{ Command = { Get-SocketSummary -GroupBy Process -SkipOwner }; Id = 'SkipOwnerWithProcess'; Says = '-SkipOwner', '-GroupBy' }
        @{ Command = { Get-SocketSummary -GroupBy State, Process -SkipOwner }; Id = 'SkipOwnerWithProcess'; Says = '-SkipOwner', '-GroupBy' }
        @{ Command = { Get-SocketSummary -LocalPort 70000 }; Id = 'ParameterArgumentTransformationError'; Says = "'70000'" }
    ) {
        $failure = EndingError $Command
        $failure.FullyQualifiedErrorId | Should -Be "$Id,PSSocketStats.Commands.GetSocketSummaryCommand"
        foreach ($what in $Says) { "$failure" | Should -Match ([regex]::Escape($what)) }
    }
}

Describe 'The table of a summary' {
    It 'at <_> columns has a line a protocol with what ss -s counts' -ForEach 80, 120 {
        $lines = Get-SocketSummary | Printed $_
        $lines[0] | Should -Match '^Protocol +Total +IPv4 +IPv6 +Estab +Listen +SynRecv +CloseWait +TimeWait +AllOrphans'
        ($lines -match '^Tcp ')[0] | Should -Match "^Tcp +\d+ +\d+ +\d+ +\d+ +\d+ +\d+ +\d+ +\d+/$(Get-Content /proc/sys/net/ipv4/tcp_max_tw_buckets) +\d+"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
    }
}

Describe 'Groups through CSV, JSON, Clixml and a job' {
    BeforeAll {
        $expected = CountedBy State, LocalPort
        function Lines { $input | ForEach-Object { "$($_.State) | $($_.LocalPort) | $($_.Count) $($_.ReceiveQueue) $($_.SendQueue)" } }
        function Made { Get-SocketSummary -Port $port -GroupBy State, LocalPort }
    }

    It 'have a header that starts with the properties' { (Made | ConvertTo-Csv -UseQuotes Never)[0] | Should -Be 'State,LocalPort,Count,ReceiveQueue,SendQueue' }
    It 'keep their values in CSV' { Made | ConvertTo-Csv | ConvertFrom-Csv | Lines | Should -Be $expected }
    It 'keep their values in JSON' { Made | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json | Lines | Should -Be $expected }
    It 'keep their values in Clixml' {
        Made | Export-Clixml "$TestDrive/groups.xml"
        Import-Clixml "$TestDrive/groups.xml" | Lines | Should -Be $expected
    }
    It 'keep their values in a job' {
        $job = Start-Job { Import-Module $args[0]; Get-SocketSummary -Port $args[1] -GroupBy State, LocalPort } -ArgumentList (Get-ModulePath), $port
        $job | Receive-Job -Wait -AutoRemoveJob | Lines | Should -Be $expected
    }
}

Describe 'A summary through CSV' {
    It 'has this header' {
        (Get-SocketSummary -Protocol Tcp | ConvertTo-Csv -UseQuotes Never)[0] | Should -BeExactly (@(
            'Protocol,Total,IPv4,IPv6'
            'Established,SynSent,SynReceived,FinWait1,FinWait2,TimeWait,Unconnected,CloseWait,LastAck,Listen,Closing,BoundInactive'
            'InUseByKernel,EstablishedByKernel,TimeWaitByKernel,TimeWaitLimit,OrphanedMachineWide,OrphanedLimitMachineWide,AllocatedMachineWide'
            'MemoryBytesMachineWide,MemoryPressureBytesMachineWide,MemoryLimitBytesMachineWide,FirstLocalPort,LastLocalPort,NetworkNamespace'
        ) -join ',')
    }
}
