# Raw, MPTCP, netlink, packet and UDP-Lite sockets at the prompt: what is listed, how it looks, how it travels, and what a kernel lacks.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module "$PSScriptRoot/support/NativeSockets.psm1"
    $isRoot = Test-Root
    $hasMptcp = [bool] ($made = New-MptcpSocket); if ($made) { $made.Dispose() }
    $hasUdpLite = [bool] ($made = New-UdpLiteSocket); if ($made) { $made.Dispose() }
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module "$PSScriptRoot/support/NativeSockets.psm1"
    Import-Module (Get-ModulePath)
    $member = New-NetlinkSocket -Group 1, 3, 34
    # Owners are looked up where they are asked about: that takes as long as the machine has descriptors.
    $row = { Get-Socket -Protocol Netlink -Inode (Get-Inode $member) -SkipOwner }
}

AfterAll {
    $member.Dispose()
    Close-Everything
}

Describe 'A netlink socket' {
    It 'has all its groups, and comes once' { @(& $row) | Should -HaveCount 1; (& $row).Groups | Should -Be 1, 3, 34 }
    It 'is told from one without groups as a list is' { Get-Socket -Protocol Netlink -SkipOwner | Where-Object Groups | ForEach-Object { $_.Groups.Count } | Should -Not -Contain 0 }
    It 'is its process''s, and found by it' { (Get-Socket -Protocol Netlink -ProcessId $PID | Where-Object ProcessId -EQ $PID).Inode | Should -Contain (Get-Inode $member) }
    It 'carries its groups into CSV' { (& $row | ConvertTo-Csv | ConvertFrom-Csv).Groups | Should -Be '1 3 34' }
    It 'carries groups and names through Clixml' {
        & $row | Export-Clixml "$TestDrive/row.xml"
        $kept = Import-Clixml "$TestDrive/row.xml"
        $kept.Groups | Should -Be 1, 3, 34
        $kept.NetlinkProtocol | Should -Be Route
    }
    It 'shows everything in a list' {
        $list = & $row | Format-List | Out-String -Width 200
        $list | Should -Match '(?m)^Groups +: \{1, 3, 34\}$'
        $list | Should -Match '(?m)^NetlinkProtocol +: Route$'
        foreach ($name in (& $row).PSObject.Properties.Name | Where-Object { $_ -notin 'UserId', 'UserName' }) { $list | Should -Match "(?m)^$name +:" }
    }
    It 'looks the same from a file' {
        & $row | Export-Clixml "$TestDrive/row.xml"
        Import-Clixml "$TestDrive/row.xml" | Out-String -Width 200 | Should -Be (& $row | Out-String -Width 200)
        $properties = (& $row).PSObject.Properties.Where{ -not $_.IsHidden }.Name
        Import-Clixml "$TestDrive/row.xml" | Format-List $properties | Out-String -Width 200 | Should -Be (& $row | Format-List | Out-String -Width 200)
    }
    It 'has its groups in the table, where a peer would be' { & $row | Out-String -Width 120 | Should -Match '(?m)^netlink +Unconnected +\d+ +\d+ +route:0 +groups 1 3 34' }
    It 'of the kernel is called so in the table' { Get-Socket -Protocol Netlink | Where-Object OwnerVisibility -EQ Kernel | Out-String -Width 120 | Should -Match '(?m)^netlink .* route:kernel +\* +\(kernel\)' }
    It 'answers to RecvQ and SendQ' { (& $row).RecvQ, (& $row).SendQ | Should -Be (& $row).ReceiveQueue, (& $row).SendQueue }
    It 'of the kernel itself is the kernel''s, and no owner is hidden' {
        $kernels = Get-Socket -Protocol Netlink | Where-Object { $_.PortId -eq 0 -and -not $_.Groups }
        $kernels.OwnerVisibility | Sort-Object -Unique | Should -Be Kernel
    }
}

Describe 'A packet socket' -Skip:(-not $isRoot) -Tag 'packet sockets take CAP_NET_RAW (root)' {
    BeforeAll {
        $tap = New-PacketSocket
        $tap.SetRawSocketOption(263, 1, [byte[]] (1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) # promiscuous, on the loopback device
        $of = { Get-Socket -Protocol Packet -Inode (Get-Inode $tap) -SkipOwner }
    }
    AfterAll { $tap.Dispose() }

    It 'says what it gets' { $found = & $of; $found.EtherTypeName, $found.SocketType | Should -Be ip, Raw }
    It 'is shown in a table where nothing is said' { & $of | Out-String | Should -Match '(?m)^packet +Unconnected +\d+ +0 +ip:\* +\*' }
    It 'carries its memberships into CSV' { (& $of | ConvertTo-Csv | ConvertFrom-Csv).Memberships | Should -Be 'Promiscuous%lo' }
    It 'shows everything in a list' {
        $list = & $of | Format-List | Out-String -Width 200
        $list | Should -Match '(?m)^Memberships +: \{Promiscuous%lo\}$'
        foreach ($name in (& $of).PSObject.Properties.Name) { $list | Should -Match "(?m)^$name +:" }
    }
    It 'is found by user' { (Get-Socket -Protocol Packet -User root -SkipOwner).Inode | Should -Contain (Get-Inode $tap) }
    It 'is found by the interface it is bound to, and not where it is bound to none' { (Get-Socket -Protocol Packet -Interface lo -SkipOwner).Inode | Should -Not -Contain (Get-Inode $tap) }
}

Describe 'A raw socket' -Skip:(-not $isRoot) -Tag 'raw sockets take CAP_NET_RAW (root)' {
    BeforeAll {
        $raw = New-RawSocket 89
        $of = { Get-Socket -Protocol Raw -Inode (Get-Inode $raw) -SkipOwner }
    }
    AfterAll { $raw.Dispose() }

    It 'says which protocol it speaks' { $found = & $of; $found.IPProtocol, $found.IPProtocolName, $found.LocalPort | Should -Be 89, ospf, 0 }
    It 'starts a CSV file with what it is' { ((& $of | ConvertTo-Csv)[0] -split ',')[0..3] -replace '"' | Should -Be Protocol, State, IPProtocol, IPProtocolName }
    It 'is shown in a table where nothing is said' { & $of | Out-String | Should -Match '(?m)^raw +Unconnected +0 +0 +0\.0\.0\.0:ospf +\*:\*' }
    It 'shows everything in a list' {
        $list = & $of | Format-List | Out-String -Width 200
        $list | Should -Match '(?m)^IPProtocolName +: ospf$'
    }
    It 'cannot be chosen by what /proc does not tell, where that is all there is' {
        $failures = $null
        $found = Get-Socket -Protocol Raw -Interface lo -SkipOwner -ErrorAction SilentlyContinue -ErrorVariable failures
        if (-not $failures) { Set-ItResult -Skipped -Because 'this kernel has raw_diag' }
        $found | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -Be 'ProtocolNotSupported,PSSocketStats.Commands.GetSocketCommand'
        $failures.CategoryInfo.Category | Should -Be NotInstalled
        $failures.TargetObject | Should -Be Raw
        $failures.ErrorDetails.RecommendedAction | Should -Match '\braw_diag\b.*CONFIG_INET_RAW_DIAG'
    }
}

Describe 'An MPTCP connection' -Skip:(-not $hasMptcp) -Tag 'this kernel has no MPTCP, or it is switched off' {
    BeforeAll {
        $listening, $client = (New-MptcpSocket), (New-MptcpSocket)
        $listening.Bind([ipendpoint]::new([ipaddress]::Loopback, 0))
        $listening.Listen(8)
        $client.Connect($listening.LocalEndPoint)
        $server = $listening.Accept()
        $null = $client.Send([byte[]]::new(100)); $null = $server.Receive([byte[]]::new(100))
        $of = { Get-Socket -Protocol Mptcp -LocalPort $client.LocalEndPoint.Port -SkipOwner }
    }
    AfterAll { $client, $server, $listening | ForEach-Object { $_.Dispose() } }

    It 'has its subflow, with the kernel''s bookkeeping' {
        $subflow = (& $of).Subflows
        $subflow | Should -HaveCount 1
        $subflow[0] | Should -BeOfType SockDiag.TcpInfo
        $subflow[0].RemotePort | Should -Be $listening.LocalEndPoint.Port
    }
    It 'starts a CSV file with what it is, and carries its subflows' {
        ((& $of | ConvertTo-Csv)[0] -split ',')[0..2] -replace '"' | Should -Be Protocol, State, Token
        (& $of | ConvertTo-Csv | ConvertFrom-Csv).Subflows | Should -Be "$($client.LocalEndPoint)-$($client.RemoteEndPoint)"
    }
    It 'is shown in a table where nothing is said' { & $of | Out-String | Should -Match '(?m)^mptcp +Established ' }
    It 'shows everything in a list' {
        $list = & $of | Format-List | Out-String -Width 200
        foreach ($name in (& $of).PSObject.Properties.Name) { $list | Should -Match "(?m)^$name +:" }
    }
    It 'is one of two listeners where it listens: TCP has one too' { (Get-Socket -Protocol Tcp, Mptcp -Listening -LocalPort $listening.LocalEndPoint.Port -SkipOwner).Protocol | Should -Be Tcp, Mptcp }
}

Describe 'A UDP-Lite socket' -Skip:(-not $hasUdpLite) -Tag 'this kernel has no UDP-Lite' {
    It 'is listed as UDP sockets are' {
        $lite = New-UdpLiteSocket
        try {
            $lite.Bind([ipendpoint]::new([ipaddress]::Loopback, 0))
            $found = Get-Socket -Protocol UdpLite -Listening -LocalPort $lite.LocalEndPoint.Port -SkipOwner
            $found | Should -BeOfType SockDiag.UdpLiteSocket
            $found.BindScope | Should -Be Loopback
            $found.PSObject.Properties.Name | Should -Be (Get-Socket -Protocol Udp -Port (Get-Port (New-BoundSocket)) -SkipOwner).PSObject.Properties.Name
        }
        finally { $lite.Dispose() }
    }
}

Describe 'SCTP and DCCP sockets, as other kernels told of them' {
    BeforeAll {
        $read = { param($file, $protocol) [SockDiag.SocketTable]::ReadRecording([IO.File]::OpenRead("$PSScriptRoot/recordings/$file"), $protocol) }
        $sctp = @(& $read sctp.nl Sctp)
        $dccp = @(& $read dccp.nl Dccp)
        $association = $sctp | Where-Object { $_.IsAssociation -and $_.LocalPort -eq 5035 }
    }

    It 'start a CSV file with what they are' {
        (($sctp | ConvertTo-Csv)[0] -split ',')[0..6] -replace '"' | Should -Be Protocol, State, IsAssociation, AssociationState, Style, LocalAddresses, RemoteAddresses
        (($dccp | ConvertTo-Csv)[0] -split ',')[0..3] -replace '"' | Should -Be Protocol, State, DccpState, PathMtuBytes
    }
    It 'carry addresses and states into CSV' {
        $kept = $association | ConvertTo-Csv | ConvertFrom-Csv
        $kept.LocalAddresses, $kept.RemoteAddresses, $kept.AssociationState | Should -Be '127.0.0.1 127.0.0.3', '127.0.0.1 127.0.0.2', 'Established'
    }
    It 'carry them through Clixml, where states stay names' {
        $association | Export-Clixml "$TestDrive/row.xml"
        $kept = Import-Clixml "$TestDrive/row.xml"
        $kept.LocalAddresses | Should -Be 127.0.0.1, 127.0.0.3
        $kept.AssociationState, $kept.PrimaryState, $kept.PeerCapabilities | Should -Be Established, Active, 'PartialReliability, IPv4, Ecn'
    }
    It 'have an association beside its endpoint in the table, with its own state' {
        $table = $sctp | Where-Object LocalPort -In 5034, 54383 | Format-Table | Out-String -Width 120
        $table | Should -Match '(?m)^sctp +Listen +1/4 +127\.0\.0\.1:5034 +\*:\*'
        $table | Should -Match '(?m)^sctp_as +Established +0 +0 +127\.0\.0\.1%1:5034 +127\.0\.0\.1:5035'
        $table | Should -Match '(?m)^sctp_as +ShutdownPending +0 +217600 '
    }
    It 'have DCCP''s own states in the table, and no queue, of which the kernel tells nothing' {
        $dccp | Format-Table | Out-String -Width 120 | Should -Match '(?m)^dccp +PartOpen +127\.0\.0\.1:53944 +127\.0\.0\.1:5041'
    }
    It 'show everything in a list' {
        foreach ($row in $association, $dccp[0]) {
            $list = $row | Format-List | Out-String -Width 200
            foreach ($name in $row.PSObject.Properties.Name) { $list | Should -Match "(?m)^$name +:" }
        }
    }
}

Describe 'Vsock and TIPC sockets, as other kernels told of them' {
    BeforeAll {
        $read = { param($file, $protocol) [SockDiag.SocketTable]::ReadRecording([IO.File]::OpenRead("$PSScriptRoot/recordings/$file"), $protocol) }
        $vsock = @(& $read vsock.nl Vsock)
        $tipc = @(& $read tipc.nl Tipc)
    }

    It 'start a CSV file with what they are' {
        (($vsock | ConvertTo-Csv)[0] -split ',')[0..9] -replace '"' |
            Should -Be Protocol, State, SocketType, LocalContextId, LocalContextName, LocalPort, RemoteContextId, RemoteContextName, RemotePort, Shutdown
        (($tipc | ConvertTo-Csv)[0] -split ',')[0..14] -replace '"' |
            Should -Be Protocol, State, SocketType, Node, PortReference, PeerNode, PeerPortReference, ServiceType, ServiceInstance, IsPublished, ReceiveQueue, SendQueue, IsLinkCongested, IsConnectionCongested, Drops
    }
    It 'carry names and types through Clixml' {
        $vsock[1], $vsock[5], $tipc[6] | Export-Clixml "$TestDrive/row.xml"
        $kept = Import-Clixml "$TestDrive/row.xml"
        $kept.SocketType | Should -Be SeqPacket, Stream, ReliableDatagram
        $kept[1].RemoteContextName | Should -Be local
        $kept | Format-Table | Out-String -Width 120 | Should -Be ($vsock[1], $vsock[5], $tipc[6] | Format-Table | Out-String -Width 120)
    }
    It 'show contexts by name, and every one of this machine as an asterisk' {
        $table = $vsock | Format-Table | Out-String -Width 120
        $table | Should -Match '(?m)^vsock +Listen +\*:5061 +\*:\*'
        $table | Should -Match '(?m)^vsock +Established +\*:1255397562 +local:5061'
        $table | Should -Match '(?m)^vsock +Established +local:5061 +local:1255397564'
    }
    It 'show references, and the service where that made the connection' {
        $table = $tipc | Format-Table | Out-String -Width 120
        $table | Should -Match '(?m)^tipc +Unconnected +1 +0 +0:1678108423 +\*:\*'
        $table | Should -Match '(?m)^tipc +Established +0 +0 +0:370275981 +0:1279379138 by 18888,17'
        $table | Should -Match '(?m)^tipc +Established +0 +0 +0:635634755 +0:518896600 *$'
    }
    It 'show everything in a list' {
        foreach ($row in $vsock[0], $tipc[0]) {
            $list = $row | Format-List | Out-String -Width 200
            foreach ($name in $row.PSObject.Properties.Name) { $list | Should -Match "(?m)^$name +:" }
        }
    }
}

Describe 'XDP sockets, as another kernel told of them' {
    BeforeAll {
        $xdp = @([SockDiag.SocketTable]::ReadRecording([IO.File]::OpenRead("$PSScriptRoot/recordings/xdp.nl"), 'Xdp'))
    }

    It 'start a CSV file with what they are' {
        (($xdp | ConvertTo-Csv)[0] -split ',')[0..4] -replace '"' | Should -Be Protocol, State, Interface, InterfaceIndex, QueueId
    }
    It 'show interface and queue, and an asterisk where they are bound to none' {
        $table = $xdp | Format-Table | Out-String -Width 120
        $table | Should -Match '(?m)^xdp +Unconnected +3:q0 +\*'
        $table | Should -Match '(?m)^xdp +Unconnected +\* +\*'
    }
    It 'look the same from a file' {
        $xdp | Export-Clixml "$TestDrive/row.xml"
        $kept = Import-Clixml "$TestDrive/row.xml"
        $kept[3].UmemBytes, $kept[3].IsZeroCopy | Should -Be 262144, $false
        $kept | Format-Table | Out-String -Width 200 | Should -Be ($xdp | Format-Table | Out-String -Width 200)
        $kept | Format-List $xdp[0].PSObject.Properties.Where{ -not $_.IsHidden }.Name | Out-String -Width 200 | Should -Be ($xdp | Format-List | Out-String -Width 200)
    }
    It 'show everything in a list' {
        $list = $xdp[3] | Format-List | Out-String -Width 200
        $list | Should -Match '(?m)^UmemBytes +: 262144$'
        foreach ($name in $xdp[3].PSObject.Properties.Name) { $list | Should -Match "(?m)^$name +:" }
    }
}

Describe 'SMC sockets, as another kernel told of them' {
    BeforeAll {
        $smc = @([SockDiag.SocketTable]::ReadRecording([IO.File]::OpenRead("$PSScriptRoot/recordings/smc.nl"), 'Smc'))
        $accepted = $smc | Where-Object Inode -EQ 456
    }

    It 'start a CSV file with what they are' {
        (($smc | ConvertTo-Csv)[0] -split ',')[0..14] -replace '"' |
            Should -Be Protocol, State, SmcState, Mode, FallbackReason, PeerDiagnosis, SendBufferBytes, ReceiveBufferBytes, PeerReceiveBufferBytes, LinkRole, LinkId, Device, DevicePort, LocalGid, PeerGid
    }
    It 'carry states and reasons through Clixml as names' {
        $accepted | Export-Clixml "$TestDrive/row.xml"
        $kept = Import-Clixml "$TestDrive/row.xml"
        $kept.SmcState, $kept.Mode, $kept.FallbackReason, $kept.PeerDiagnosis | Should -Be Active, Fallback, PeerDeclined, NoDevice
        $kept | Format-Table | Out-String -Width 120 | Should -Be ($accepted | Format-Table | Out-String -Width 120)
    }
    It 'are found by the reason, as a name and as a number' {
        @($smc | Where-Object FallbackReason -EQ PeerLacksSmc).Count | Should -Be 2
        @($smc | Where-Object FallbackReason -EQ 0x03010000).Count | Should -Be 2
    }
    It 'have ends in the table, and no queue, of which the kernel tells nothing' {
        $table = $smc | Format-Table | Out-String -Width 120
        $table | Should -Match '(?m)^smc +Listen +127\.0\.0\.1:5071 +\*:\*'
        $table | Should -Match '(?m)^smc +Established +127\.0\.0\.1:5071 +127\.0\.0\.1:5080'
        $table | Should -Match '(?m)^smc +SynSent +127\.0\.0\.1:39216 +127\.0\.0\.1:5077'
        $table | Should -Match '(?m)^smc +Established +\[::1\]:5072 +\[::1\]:55400'
    }
    It 'show everything in a list' {
        $list = $accepted | Format-List | Out-String -Width 200
        foreach ($name in $accepted.PSObject.Properties.Name) { $list | Should -Match "(?m)^$name +:" }
    }
}

Describe 'A protocol that the kernel lacks' {
    It 'is an error that names the module: <Protocol>' -ForEach @(
        @{ Protocol = 'Sctp'; Module = 'sctp_diag'; Option = 'CONFIG_INET_SCTP_DIAG' }
        @{ Protocol = 'Dccp'; Module = 'dccp_diag'; Option = 'CONFIG_INET_DCCP_DIAG' }
        @{ Protocol = 'Vsock'; Module = 'vsock_diag'; Option = 'CONFIG_VSOCKETS_DIAG' }
        @{ Protocol = 'Tipc'; Module = 'tipc_diag'; Option = 'CONFIG_TIPC_DIAG' }
        @{ Protocol = 'Xdp'; Module = 'xsk_diag'; Option = 'CONFIG_XDP_SOCKETS_DIAG' }
        @{ Protocol = 'Smc'; Module = 'smc_diag'; Option = 'CONFIG_SMC_DIAG' }
    ) {
        $failures = $null
        $found = Get-Socket -Protocol $Protocol -SkipOwner -ErrorAction SilentlyContinue -ErrorVariable failures
        if (-not $failures) { Set-ItResult -Skipped -Because "this kernel has $Protocol" }
        $found | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -Be 'ProtocolNotSupported,PSSocketStats.Commands.GetSocketCommand'
        $failures.TargetObject | Should -Be $Protocol
        $failures.ErrorDetails.RecommendedAction | Should -Match "\b$Module\b.*$Option"
    }
}

Describe '-Protocol All' {
    It 'lists sockets of every kind that there is, as each kind by itself' {
        $all = Get-Socket -Protocol All -SkipOwner | Where-Object Inode -EQ (Get-Inode $member)
        $all.Protocol | Should -Be Netlink
    }
    It 'leaves out what has not what is asked of it, without a word' {
        $failures = $null
        $found = Get-Socket -Protocol All -Inode (Get-Inode $member) -SkipOwner -ErrorVariable failures -WarningVariable warnings
        $found.Protocol | Should -Be Netlink
        $failures | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }
    It 'says with -Verbose what the kernel lacks, and names no error' {
        $failures = $null
        $verbose = Get-Socket -Protocol All -Interface lo -SkipOwner -Verbose -ErrorVariable failures 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        $failures | Should -BeNullOrEmpty
        if (-not $verbose) { Set-ItResult -Skipped -Because 'this kernel lacks nothing' }
        "$verbose" | Should -Match 'Raw.*raw_diag'
    }
    It 'is counted as it is listed' {
        $rows = Get-SocketSummary -Protocol All
        $rows.Protocol | Should -Contain Netlink
        ($rows | Where-Object Protocol -EQ Netlink).Total | Should -BeGreaterThan 1
    }
}

Describe 'A parameter that means nothing' {
    It 'to <Protocol>, -<Parameter>, is an error that says so' -ForEach @(
        @{ Protocol = 'Netlink'; Parameter = 'LocalPort'; Value = 80 }
        @{ Protocol = 'Netlink'; Parameter = 'User'; Value = 'root' }
        @{ Protocol = 'Netlink'; Parameter = 'Interface'; Value = 'lo' }
        @{ Protocol = 'Packet'; Parameter = 'LocalAddress'; Value = '127.0.0.1' }
        @{ Protocol = 'Packet'; Parameter = 'Mark'; Value = '1' }
        @{ Protocol = 'Raw'; Parameter = 'Port'; Value = 80 }
        @{ Protocol = 'Sctp'; Parameter = 'Path'; Value = '/run/*' }
        @{ Protocol = 'Dccp'; Parameter = 'Path'; Value = '/run/*' }
        @{ Protocol = 'Vsock'; Parameter = 'Port'; Value = 5061 }
        @{ Protocol = 'Vsock'; Parameter = 'User'; Value = 'root' }
        @{ Protocol = 'Tipc'; Parameter = 'LocalPort'; Value = 5061 }
        @{ Protocol = 'Xdp'; Parameter = 'Port'; Value = 5061 }
        @{ Protocol = 'Xdp'; Parameter = 'RemoteAddress'; Value = '127.0.0.1' }
        @{ Protocol = 'Tipc'; Parameter = 'Interface'; Value = 'lo' }
        @{ Protocol = 'Smc'; Parameter = 'Path'; Value = '/run/*' }
        @{ Protocol = 'Smc'; Parameter = 'Mark'; Value = '1' }
    ) {
        $given = @{ $Parameter = $Value }
        $failure = try { Get-Socket -Protocol $Protocol @given } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'ParameterNotForProtocol,PSSocketStats.Commands.GetSocketCommand'
        $failure.Exception.Message | Should -Match $Protocol
    }
}
