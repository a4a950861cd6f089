# The kernel's bookkeeping of connections: which come, how they are piped, what is refused, and how they look.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)

    $listener = New-Listener
    $port = Get-Port $listener
    $client = New-Client -Port $port
    $server = Receive-Connection $listener
    $null = $client.Send([byte[]]::new(1000))
    $null = Wait-Until { $server.Available -eq 1000 }
    $null = $server.Receive([byte[]]::new(1000))
    $udp = New-BoundSocket
    $unused = Get-Port (New-BoundSocket -Type Stream) # nothing is connected to it

    # The error that ends a command; nothing where it goes on.
    function EndingError([scriptblock] $command) {
        try { $null = & $command 2>$null 3>$null }
        catch { $_ }
    }

    # What a round trip must keep: numbers, names, and what is nested.
    function Facts($info) {
        "$($info.Protocol) $($info.State) $($info.LocalAddress) $($info.LocalPort) $($info.RemoteAddress) $($info.RemotePort) $($info.Timer)"
        "$($info.ProcessId) $($info.OwnerVisibility) $($info.Owners) $($info.UserId) $($info.Inode) $($info.Cookie)"
        "$($info.CongestionControl) $($info.CongestionState) $($info.RttMilliseconds) $($info.MinimumRttMilliseconds) $($info.BytesSent) $($info.BytesReceived) $($info.HasSack)"
        "$($info.SlowStartThresholdSegments) $($info.SendRateBitsPerSecond) $($info.PacingRateBitsPerSecond) $($info.FastOpenClientFailure)"
    }
    function Both { Get-TcpInfo -Port $port -State Established }

    # Text as it is printed at a width; the host's own width is another matter.
    function Printed([int] $width, [switch] $Colored) {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = $Colored ? 'Ansi' : 'PlainText'
        try { ($input | Out-String -Width $width) -split "`n" | ForEach-Object TrimEnd | Where-Object { $_ } }
        finally { $PSStyle.OutputRendering = $before }
    }
}

AfterAll { Close-Everything }

Describe 'Get-TcpInfo' {
    It 'lists each connection, and no listener' {
        $found = Get-TcpInfo -Port $port
        $found.Cookie | Sort-Object | Should -Be (@((Get-Cookie $client), (Get-Cookie $server)) | Sort-Object)
        $found | ForEach-Object { $_.GetType().FullName } | Select-Object -Unique | Should -Be SockDiag.TcpInfo
    }

    It 'tells what the connection did' {
        $sender = Get-TcpInfo -LocalPort (Get-Port $client) -RemotePort $port
        $sender.BytesSent, $sender.BytesAcknowledged, $sender.DataSegmentsSent, $sender.RetransmitsTotal | Should -Be 1000, 1001, 1, 0
        $sender.RttMilliseconds | Should -BeGreaterThan 0
        $receiver = Get-TcpInfo -LocalPort $port -RemotePort (Get-Port $client)
        $receiver.BytesReceived, $receiver.BytesSent, $receiver.DataSegmentsReceived | Should -Be 1000, 0, 1
    }

    It 'selects by <Name>' -ForEach @(
        @{ Name = '-LocalPort'; Command = { Get-TcpInfo -LocalPort $port } }
        @{ Name = '-RemotePort'; Command = { Get-TcpInfo -RemotePort (Get-Port $client) } }
        @{ Name = '-RemoteAddress and -LocalPort'; Command = { Get-TcpInfo -RemoteAddress 127.0.0.0/8 -LocalPort $port } }
        @{ Name = '-Cookie'; Command = { Get-TcpInfo -Cookie (Get-Cookie $server) } }
        @{ Name = '-Inode'; Command = { Get-TcpInfo -Inode (Get-Inode $server) } }
        @{ Name = '-ProcessId and -LocalPort'; Command = { Get-TcpInfo -ProcessId $PID -LocalPort $port } }
        @{ Name = '-State and -LocalPort'; Command = { Get-TcpInfo -State estab, close-wait -LocalPort $port } }
    ) { (& $Command).Cookie | Should -Be (Get-Cookie $server) }

    It 'finds nothing in states that have no bookkeeping, without an error' {
        Get-TcpInfo -State Listen, TimeWait, SynReceived, BoundInactive -Port $port -ErrorAction Stop | Should -BeNullOrEmpty
        Get-TcpInfo -Listening -Port $port -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'looks no owner up with -SkipOwner' { (Get-TcpInfo -LocalPort $port -SkipOwner).OwnerVisibility | Should -Be NotAsked }

    It 'tells of memory with -Detailed' {
        (Get-TcpInfo -LocalPort $port).Memory | Should -Be $null
        (Get-TcpInfo -LocalPort $port -Detailed).Memory.ReceiveBuffer | Should -BeGreaterThan 0
    }

    It 'sorts and sums' {
        $sorted = @(Both | Sort-Object BytesSent -Descending)
        $sorted.BytesSent | Should -Be 1000, 0
        (Both | Measure-Object BytesSent -Sum).Sum | Should -Be 1000
        (Both | Where-Object BytesSent -GT 999).Cookie | Should -Be (Get-Cookie $client)
    }
}

Describe 'Sockets piped to Get-TcpInfo' {
    It 'from Get-Socket are looked up again' {
        $found = Get-Socket -LocalPort $port -State Established | Get-TcpInfo
        $found.Cookie | Should -Be (Get-Cookie $server)
        $found.BytesReceived | Should -Be 1000
        $found.ProcessId | Should -Be $PID
    }

    It 'from Get-TcpInfo are looked up again' {
        $before = Get-TcpInfo -LocalPort (Get-Port $client) -RemotePort $port
        $null = $client.Send([byte[]]::new(10))
        $null = Wait-Until { $server.Available -eq 10 }
        $null = $server.Receive([byte[]]::new(10))
        try { ($before | Get-TcpInfo).BytesSent | Should -Be ($before.BytesSent + 10) }
        finally { Wait-Until { (Get-TcpInfo -Cookie (Get-Cookie $client)).UnackedSegments -eq 0 } }
    }

    It 'come in their order' {
        $sockets = @(Get-Socket -Port $port -State Established | Sort-Object Cookie -Descending)
        ($sockets | Get-TcpInfo).Cookie | Should -Be $sockets.Cookie
        (Get-TcpInfo -InputObject $sockets).Cookie | Should -Be $sockets.Cookie
    }

    It 'that have no bookkeeping are left out, and -Verbose counts them' {
        $gone = New-TimeWait $listener
        $null = Wait-Until { Get-Socket -LocalPort $gone -State TimeWait }
        $sockets = Get-Socket -LocalPort $port, $gone, (Get-Port $udp) -State Established, Listen, TimeWait, Unconnected
        @($sockets).Count | Should -Be 4
        $output = $sockets | Get-TcpInfo -Verbose -ErrorAction Stop 4>&1
        ($output | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Cookie | Should -Be (Get-Cookie $server)
        "$($output | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike '3 sockets have no tcp_info*'
    }

    It 'keep the owners of their listing' {
        $other = New-Listener
        $holder = Start-Holder -Port (Get-Port $other)
        $listed = Get-Socket -RemotePort (Get-Port $other) -State Established
        $found = $listed | Get-TcpInfo
        Stop-Holder $holder
        "$($found.Owners)" | Should -Be "bash($($holder.Id),8)"
    }

    It 'keep that no owner was asked for' { (Get-Socket -LocalPort $port -State Established -SkipOwner | Get-TcpInfo).OwnerVisibility | Should -Be NotAsked }

    It 'have their memory with -Detailed' { (Get-Socket -LocalPort $port -State Established | Get-TcpInfo -Detailed).Memory.ReceiveBuffer | Should -BeGreaterThan 0 }

    It 'that have gone are an error each, and the others are answered' {
        $other = New-Listener
        $all = 1..3 | ForEach-Object { New-Client -Port (Get-Port $other) }
        $sockets = $all | ForEach-Object { Get-Socket -Cookie (Get-Cookie $_) }
        $all[1].Close() # with a RST, as the fixtures close
        $answered = $sockets | Get-TcpInfo -ErrorVariable failures -ErrorAction SilentlyContinue
        $answered.Cookie | Should -Be $sockets[0].Cookie, $sockets[2].Cookie
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'SocketGone,PSSocketStats.Commands.GetTcpInfoCommand'
        $failures[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failures[0].TargetObject | Should -Be $sockets[1]
        "$($failures[0])" | Should -BeLike "*:$(Get-Port $other)*cookie $($sockets[1].Cookie)*"
        $failures[0].ErrorDetails.RecommendedAction | Should -Match 'Get-Socket'
    }

    It 'that have gone end the command with -ErrorAction Stop' {
        $other = New-Listener
        $one = New-Client -Port (Get-Port $other)
        $socket = Get-Socket -Cookie (Get-Cookie $one)
        $one.Close()
        (EndingError { $socket | Get-TcpInfo -ErrorAction Stop }).FullyQualifiedErrorId | Should -Be 'SocketGone,PSSocketStats.Commands.GetTcpInfoCommand'
    }

    It 'that are more than a few are answered all' {
        $ports = New-ManyConnections 200
        $sockets = Get-Socket -Port $ports -State Established
        @($sockets).Count | Should -Be 400
        ($sockets | Get-TcpInfo).Cookie | Should -Be $sockets.Cookie
    }
}

Describe 'Processes piped to Get-TcpInfo' {
    BeforeAll {
        $other = New-Listener
        $holder = Start-Holder -Port (Get-Port $other)
    }

    It 'are answered with their connections' {
        $found = Get-Process -Id $holder.Id | Get-TcpInfo
        $found.ProcessId, $found.RemotePort | Should -Be $holder.Id, (Get-Port $other)
    }

    It 'that do not exist are an error each, and the others are answered' {
        $found = [pscustomobject]@{ Id = 4194304 }, [pscustomobject]@{ Id = $holder.Id } | Get-TcpInfo -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.ProcessId | Should -Be $holder.Id
        $failures.FullyQualifiedErrorId | Should -Be 'ProcessNotFound,PSSocketStats.Commands.GetTcpInfoCommand'
    }
}

Describe 'A pipe that brings nothing' {
    It 'is no output, and never all connections: <Command>' -ForEach @(
        @{ Command = { Get-Socket -RemotePort $unused | Get-TcpInfo -ErrorAction Stop } }
        @{ Command = { Get-TcpInfo -RemotePort $unused | Get-TcpInfo -ErrorAction Stop } }
        @{ Command = { Get-Socket -LocalPort $port -State Listen | Get-TcpInfo -ErrorAction Stop } }
        @{ Command = { Get-Process no-such-process -ErrorAction Ignore | Get-TcpInfo -ErrorAction Stop } }
        @{ Command = { @() | Get-TcpInfo -ErrorAction Stop } }
        @{ Command = { Get-TcpInfo -RemotePort $unused -ErrorAction Stop } }
    ) { & $Command | Should -BeNullOrEmpty }
}

Describe 'Bad input' {
    It 'ends the command: <Command>' -ForEach @(
        @{ Command = { Get-TcpInfo -RemotePort 70000 }; Id = 'ParameterArgumentTransformationError'; Says = '70000', '0 to 65535', 'for example' }
        @{ Command = { Get-TcpInfo -State nosuch }; Id = 'ParameterArgumentTransformationError'; Says = 'nosuch', 'Established' }
        @{ Command = { Get-TcpInfo -RemoteAddress 10.0.0.0/33 }; Id = 'AddressNotValid'; Says = '-RemoteAddress', '10.0.0.0/33' }
        @{ Command = { Get-TcpInfo -Interface no-such-device }; Id = 'InterfaceNotFound'; Says = 'no-such-device' }
        @{ Command = { Get-TcpInfo -SkipOwner -ProcessId $PID }; Id = 'SkipOwnerWithProcess'; Says = '-SkipOwner', '-ProcessId' }
        @{ Command = { Get-TcpInfo -Listening -State Listen }; Id = 'ListeningWithState'; Says = '-Listening', '-State' }
        @{ Command = { Get-TcpInfo -InputObject $null }; Id = 'ParameterArgumentValidationError'; Says = 'InputObject' }
        @{ Command = { Get-TcpInfo -InputObject 'abc' }; Id = 'CannotConvertArgumentNoMessage'; Says = 'InputObject', 'abc' }
        @{ Command = { Get-TcpInfo -InputObject (Get-TcpInfo -LocalPort $port) -RemotePort 1 }; Id = 'AmbiguousParameterSet'; Says = 'Parameter set' }
        @{ Command = { Get-TcpInfo -Protocol Udp }; Id = 'NamedParameterNotFound'; Says = 'Protocol' }
    ) {
        $failure = EndingError $Command
        $failure.FullyQualifiedErrorId | Should -Be "$Id,PSSocketStats.Commands.GetTcpInfoCommand"
        foreach ($what in $Says) { "$failure" | Should -Match ([regex]::Escape($what)) }
    }

    It 'that is neither a socket nor a process is an error, and the others are answered' {
        $found = 'abc', (Get-Socket -LocalPort $port -State Established) | Get-TcpInfo -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.Cookie | Should -Be (Get-Cookie $server)
        $failures.FullyQualifiedErrorId | Should -Be 'InputObjectNotBound,PSSocketStats.Commands.GetTcpInfoCommand'
    }
}

Describe 'The table of connections' {
    It 'at <_> columns has the peer with its port' -ForEach 80, 120 {
        $lines = Get-TcpInfo -Cookie (Get-Cookie $client) | Printed $_
        $lines[0] | Should -Match '^Remote +Rtt/Var ms +Cwnd +Retrans +Unacked +SendRate +Delivery'
        $lines[-1] | Should -Match "^127\.0\.0\.1:$port +[\d.]+/[\d.]+ +\d+ +0/0 +0 +[\d.]+ [GMk]?bit/s"
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
    }

    It 'at 120 columns has the process' { (Get-TcpInfo -Cookie (Get-Cookie $client) | Printed 120)[-1] | Should -Match "$([regex]::Escape((Get-Content /proc/$PID/comm))) \($PID\)$" }

    It 'has an IPv6 peer in brackets' {
        if (-not (Test-IPv6)) { return Set-ItResult -Skipped -Because 'this machine has no IPv6' }
        $listener6 = New-Listener ::1
        $client6 = New-Client ::1 (Get-Port $listener6)
        (Get-TcpInfo -Cookie (Get-Cookie $client6) | Printed 80)[-1] | Should -Match "^\[::1\]:$(Get-Port $listener6) "
    }

    It 'has no colour in a row where all is well' { Get-TcpInfo -Cookie (Get-Cookie $client) | Printed 80 -Colored | Select-Object -Last 1 | Should -Not -Match "`e\[9[13]m" }

    It 'colours retransmissions where colour is wanted, and only there' {
        $full = New-Listener -Backlog 0
        $null = New-Client -Port (Get-Port $full) # fills the queue
        $silent = New-Client -Port (Get-Port $full) -NoWait
        $row = Wait-Until { Get-TcpInfo -Cookie (Get-Cookie $silent) | Where-Object RetransmitsTotal } # a second goes by until the SYN is sent again
        ($row | Printed 80 -Colored)[-1] | Should -Match "`e\[91m *1/\d"
        ($row | Printed 80)[-1] | Should -Not -Match "`e"
        ($row | Printed 80)[-1] | Should -Match '^127\.0\.0\.1:\d+ +1 +1/\d'
    }

    It 'colours a peer whose window holds the sender up' {
        $other = New-Listener
        $blocked = New-Client -Port (Get-Port $other)
        $blocked.Blocking = $false
        $bytes = [byte[]]::new(65536)
        try { while ($true) { $null = $blocked.Send($bytes) } } catch [Net.Sockets.SocketException] { } # until there is no room
        $row = Wait-Until { Get-TcpInfo -Cookie (Get-Cookie $blocked) | Where-Object { $_.ReceiveWindowLimitedMilliseconds -gt $_.BusyMilliseconds / 2 } }
        ($row | Printed 120 -Colored)[-1] | Should -Match "^`e\[93m127\.0\.0\.1:$(Get-Port $other)"
        ($row | Printed 120)[-1] | Should -Match "^127\.0\.0\.1:$(Get-Port $other)"
    }
}

Describe 'The list of a connection' {
    It 'has every property, in the order of the columns of a CSV' {
        $info = Get-TcpInfo -Cookie (Get-Cookie $client)
        $labels = $info | Format-List | Printed 200 | Where-Object { $_ -match '^\w+ +:' } | ForEach-Object { ($_ -split ' ')[0] }
        $labels | Should -Be $info.PSObject.Properties.Where{ -not $_.IsHidden }.Name
    }
}

Describe 'Get-TcpInfo | ConvertTo-Csv' {
    # The columns are those of the design, and scripts name them: they only ever grow at the end.
    It 'has this header' {
        (Get-TcpInfo -Cookie (Get-Cookie $client) | ConvertTo-Csv -UseQuotes Never)[0] | Should -BeExactly (@(
            'Protocol,State,LocalAddress,LocalPort,RemoteAddress,RemotePort,ProcessId,Process,OwnerVisibility,Owners,UserId,UserName,Inode,Cookie,Timer,TimerExpiresMilliseconds,Retransmits'
            'RttMilliseconds,RttVarianceMilliseconds,MinimumRttMilliseconds,ReceiveRttMilliseconds,RetransmitTimeoutMilliseconds,DelayedAckTimeoutMilliseconds'
            'CongestionControl,CongestionState,CongestionWindowSegments,SlowStartThresholdSegments,ReorderingSegments,BackoffExponent'
            'SendMssBytes,ReceiveMssBytes,AdvertisedMssBytes,PathMtuBytes'
            'UnackedSegments,SackedSegments,LostSegments,RetransmitsInFlight,RetransmitsTotal,ForwardAckedSegments'
            'UnrecoveredTimeouts,UnansweredProbes,TimeoutsTotal,TimeoutRecoveriesTotal,TimeoutTimeMilliseconds'
            'BytesSent,BytesAcknowledged,BytesReceived,BytesRetransmitted,NotSentBytes'
            'SegmentsSent,SegmentsReceived,DataSegmentsSent,DataSegmentsReceived,DeliveredSegments,DeliveredCeSegments'
            'DuplicateSacks,ReorderingEvents,OutOfOrderPackets,Rehashes'
            'SendWindowBytes,ReceiveWindowBytes,ReceiveSpaceBytes,ReceiveSlowStartThresholdBytes,SendWindowScale,ReceiveWindowScale'
            'PacingRateBitsPerSecond,MaximumPacingRateBitsPerSecond,DeliveryRateBitsPerSecond,IsApplicationLimited'
            'BusyMilliseconds,ReceiveWindowLimitedMilliseconds,SendBufferLimitedMilliseconds'
            'LastDataSentMilliseconds,LastDataReceivedMilliseconds,LastAckReceivedMilliseconds'
            'HasTimestamps,HasSack,HasWindowScale,HasEcn,EcnSeen,HasFastOpenData,IsFastOpenChild,HasMicrosecondTimestamps,FastOpenClientFailure'
            'ReceivedCeSegments,DeliveredEct0Bytes,DeliveredEct1Bytes,DeliveredCeBytes,ReceivedEct0Bytes,ReceivedEct1Bytes,ReceivedCeBytes,EcnMode,AccurateEcnOptionSeen,AccurateEcnFailure'
            'Bbr,Vegas,Dctcp,Ulp,Memory'
            'SendRateBitsPerSecond,CongestionWindowBytes,RetransmitPercent'
            'PeerProcessId,PeerProcess,Unit,ContainerId,NetworkNamespace'
        ) -join ',')
    }

    It 'carries owners, memory and a block as text' {
        $row = Get-TcpInfo -Cookie (Get-Cookie $client) -Detailed | ConvertTo-Csv | ConvertFrom-Csv
        $row.Owners | Should -Match "\($PID,$($client.Handle)\)"
        $row.Memory | Should -Match '^receive \d+/\d+, send \d+/\d+, drops \d+$'
        if ($row.CongestionControl -eq 'bbr') { $row.Bbr | Should -Match '^bandwidth [\d.E+]+ bit/s, min rtt [\d.]+ ms' }
    }
}

Describe 'Get-TcpInfo | ConvertTo-Json -EnumsAsStrings -Depth 3' {
    It 'comes back with numbers as numbers, and null as null' {
        $row = Get-TcpInfo -Cookie (Get-Cookie $client) | ConvertTo-Json -EnumsAsStrings -Depth 3 | ConvertFrom-Json
        $row.State, $row.CongestionState, $row.Timer | Should -Be Established, Open, Off
        $row.RttMilliseconds | Should -BeOfType [double]
        $row.CongestionWindowSegments | Should -BeOfType [long]
        $row.HasSack | Should -BeOfType [bool]
        $row.TimerExpiresMilliseconds | Should -Be $null
        $row.Owners[0].ProcessId | Should -Be $PID
        $row.PSObject.Properties.Name | Should -Not -Contain Id
    }
}

Describe 'A connection that was <_>' -ForEach 'exported to Clixml', 'made in a job' {
    BeforeAll {
        if ($_ -eq 'exported to Clixml') {
            Both | Export-Clixml "$TestDrive/connections.xml"
            $read = Import-Clixml "$TestDrive/connections.xml"
        }
        else {
            $job = Start-Job { Import-Module $args[0]; Get-TcpInfo -Port $args[1] -State Established 3>$null } -ArgumentList (Get-ModulePath), $port
            $read = $job | Receive-Job -Wait -AutoRemoveJob
        }
    }

    It 'keeps its facts' { $read | ForEach-Object { Facts $_ } | Sort-Object | Should -Be (Both | ForEach-Object { Facts $_ } | Sort-Object) }
    It 'compares by name' {
        @($read | Where-Object State -EQ Established).Count | Should -Be 2
        @($read | Where-Object CongestionState -EQ Open).Count | Should -Be 2
        @($read | Where-Object FastOpenClientFailure -EQ Unspecified).Count | Should -Be 2
    }
    It 'is printed as it was' { ($read | Printed 120)[0] | Should -Match '^Remote +Rtt/Var ms' }
    It 'keeps its owners as objects' { ($read | Where-Object Cookie -EQ (Get-Cookie $client)).Owners[0].FileDescriptor | Should -Be ([int] $client.Handle) }
}
