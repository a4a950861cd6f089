# What each parameter finds among sockets of every kind that this process can make, and that it finds nothing else.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $isRoot = Test-Root
    $hasServices = Test-Path /etc/services
    $knowsName = Test-Name several.test
    $hasLinkLocal = Test-Address fe80::99%1
    $cgroupMount = Get-CgroupMount
    $canMakeCgroups = $isRoot -and $cgroupMount -and (Test-Writable $cgroupMount)
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)

    $made = [ordered]@{}
    $made.listen4 = New-Listener
    $made.client4 = New-Client -Port (Get-Port $made.listen4)
    $made.server4 = Receive-Connection $made.listen4
    $made.halfClosed = New-Client -Port (Get-Port $made.listen4)
    $made.closeWait = Receive-Connection $made.listen4
    $made.halfClosed.Shutdown('Send')

    $made.listenAny4 = New-Listener 0.0.0.0
    $made.far = New-Client 127.0.0.2 (Get-Port $made.listenAny4) -From 127.0.0.3
    $made.farServer = Receive-Connection $made.listenAny4

    $made.full = New-Listener -Backlog 0
    $made.waiting = New-Client -Port (Get-Port $made.full) # its other end waits for accept
    $made.synSent = New-Client -Port (Get-Port $made.full) -NoWait

    $made.udp4 = New-BoundSocket
    $made.udpAny4 = New-BoundSocket 0.0.0.0
    $made.udpClient = New-Client -Port (Get-Port $made.udp4) -Type Dgram

    $hasIPv6 = Test-IPv6
    if ($hasIPv6) {
        $made.listen6 = New-Listener ::1
        $made.client6 = New-Client ::1 (Get-Port $made.listen6)
        $made.server6 = Receive-Connection $made.listen6
        $made.listenAny6 = New-Listener ::
        $made.listenDual = New-Listener :: -Dual
        $made.mapped = New-Client ::ffff:127.0.0.1 (Get-Port $made.listenDual) -Dual
        $made.mappedServer = Receive-Connection $made.listenDual
        $made.udp6 = New-BoundSocket ::1
        $made.udpDual = New-BoundSocket :: -Dual
    }
    $tellsBound = [version] ((uname -r) -replace '^(\d+\.\d+).*', '$1') -ge '6.8'
    if ($tellsBound) { $made.bound = New-BoundSocket -Type Stream }

    $port = @{}
    $names = @{}
    foreach ($name in $made.Keys) {
        $port[$name] = Get-Port $made[$name]
        $names[(Get-Cookie $made[$name])] = $name
    }
    # Two more have no descriptor to ask for a cookie: what was closed, and the end of 'waiting' that nobody accepted.
    $port.timeWait = New-TimeWait $made.listen4
    $null = Wait-Until { Get-Socket -State FinWait2 -LocalPort $port.halfClosed }
    $null = Wait-Until { Get-Socket -State TimeWait -LocalPort $port.timeWait }
    function NameOf($row) {
        if ($names.ContainsKey($row.Cookie)) { return $names[$row.Cookie] }
        if ($row.LocalPort -eq $port.full -and $row.RemotePort -eq $port.waiting) { return 'awaiting' }
        if ($row.LocalPort -eq $port.timeWait -and $row.State -eq 'TimeWait') { return 'timeWait' }
    }

    # The names of what a query found, in order. Sockets of others are part of it where there should be none.
    function Found([scriptblock] $query) {
        $found = foreach ($row in & $query 3>$null) {
            $name = NameOf $row
            if ($name) { $name }
            elseif ((Test-Alone) -and $row.State -ne 'TimeWait' -and $row.RemotePort -ne 9) { "stranger: $row" }
        }
        ($found | Sort-Object) -join ' '
    }

    # The same of what should be found, less what this machine cannot have.
    function Expected([string] $names) {
        $exists = @($made.Keys) + 'awaiting', 'timeWait'
        ($names -split ' ' | Where-Object { $_ -in $exists } | Sort-Object) -join ' '
    }
}

AfterAll { Close-Everything }

Describe 'The sockets of this test' {
    It 'have IPv6 ones among them' { if (-not $hasIPv6) { Set-ItResult -Skipped -Because 'this machine has no IPv6' } }
    It 'have a bound inactive one among them' { if (-not $tellsBound) { Set-ItResult -Skipped -Because 'kernels before 6.8 do not list those' } }
}

Describe 'Exactly what is asked for is found by' {
    BeforeDiscovery {
        $listeners = 'listen4 listenAny4 full listen6 listenAny6 listenDual'
        $held = 'client4 server4 far farServer waiting client6 server6 mapped mappedServer'
        $established = "$held awaiting"
        $otherConnections = 'halfClosed closeWait synSent timeWait'
        $udp = 'udp4 udpAny4 udpClient udp6 udpDual'
        $ipv6 = 'listen6 client6 server6 listenAny6 listenDual mapped mappedServer udp6 udpDual'
        $unbound = "$listeners bound udp4 udpAny4 udp6 udpDual"
    }

    It '<Query>' -ForEach @(
        # -Protocol
        @{ Query = { Get-Socket }; Finds = "$listeners $established $otherConnections $udp bound" }
        @{ Query = { Get-Socket -Protocol Tcp }; Finds = "$listeners $established $otherConnections bound" }
        @{ Query = { Get-Socket -Protocol Udp }; Finds = $udp }
        @{ Query = { Get-Socket -Protocol udp, TCP }; Finds = "$listeners $established $otherConnections $udp bound" }

        # -State, -Listening
        @{ Query = { Get-Socket -State Listen }; Finds = $listeners }
        @{ Query = { Get-Socket -State Established }; Finds = "$established udpClient" }
        @{ Query = { Get-Socket -State Established -Protocol Tcp }; Finds = $established }
        @{ Query = { Get-Socket -State SynSent }; Finds = 'synSent' }
        @{ Query = { Get-Socket -State FinWait2 }; Finds = 'halfClosed' }
        @{ Query = { Get-Socket -State CloseWait }; Finds = 'closeWait' }
        @{ Query = { Get-Socket -State TimeWait }; Finds = 'timeWait' }
        @{ Query = { Get-Socket -State Unconnected }; Finds = 'udp4 udpAny4 udp6 udpDual' }
        @{ Query = { Get-Socket -State BoundInactive }; Finds = 'bound' }
        @{ Query = { Get-Socket -State Closed }; Finds = 'bound udp4 udpAny4 udp6 udpDual' }
        @{ Query = { Get-Socket -State FinWait1, LastAck, Closing, SynReceived }; Finds = '' }
        @{ Query = { Get-Socket -State Listen, CLOSE-WAIT }; Finds = "$listeners closeWait" }
        @{ Query = { Get-Socket -State 'listening,syn-sent' }; Finds = "$listeners synSent" }
        @{ Query = { Get-Socket -State connected }; Finds = "$established $otherConnections udpClient" }
        @{ Query = { Get-Socket -State synchronized }; Finds = "$established halfClosed closeWait timeWait udpClient" }
        @{ Query = { Get-Socket -State bucket }; Finds = 'timeWait' }
        @{ Query = { Get-Socket -State big }; Finds = "$unbound $established halfClosed closeWait synSent udpClient" }
        @{ Query = { Get-Socket -State all }; Finds = "$listeners $established $otherConnections $udp bound" }
        @{ Query = { Get-Socket -Listening }; Finds = "$listeners udp4 udpAny4 udp6 udpDual" }
        @{ Query = { Get-Socket -Listening -Protocol Udp }; Finds = 'udp4 udpAny4 udp6 udpDual' }

        # -AddressFamily
        @{ Query = { Get-Socket -AddressFamily IPv6 }; Finds = $ipv6 }
        @{ Query = { Get-Socket -AddressFamily IPv4 -State Listen }; Finds = 'listen4 listenAny4 full' }

        # -LocalAddress, -RemoteAddress
        @{ Query = { Get-Socket -LocalAddress 127.0.0.2 }; Finds = 'farServer' }
        @{ Query = { Get-Socket -RemoteAddress 127.0.0.2 }; Finds = 'far' }
        @{ Query = { Get-Socket -LocalAddress 127.0.0.2, 127.0.0.3 }; Finds = 'far farServer' }
        @{ Query = { Get-Socket -RemoteAddress 127.0.0.2/31 }; Finds = 'far farServer' }
        @{ Query = { Get-Socket -LocalAddress 127.0.0.3 -RemoteAddress 127.0.0.3 }; Finds = '' }
        @{ Query = { Get-Socket -LocalAddress ::1 }; Finds = 'listen6 client6 server6 udp6' }
        @{ Query = { Get-Socket -LocalAddress ::/127 -State Listen }; Finds = 'listen6 listenAny6 listenDual' }
        @{ Query = { Get-Socket -RemoteAddress 127.0.0.1 -AddressFamily IPv6 }; Finds = 'mapped mappedServer' }
        @{ Query = { Get-Socket -RemoteAddress ::ffff:127.0.0.1 -State Established -Protocol Tcp }; Finds = 'client4 server4 waiting awaiting mapped mappedServer' }
        @{ Query = { Get-Socket -RemoteAddress ::ffff:127.0.0.2/127 }; Finds = 'far farServer' }
        @{ Query = { Get-Socket -RemoteAddress ::ffff:0:0/90 }; Finds = '' }
        @{ Query = { Get-Socket -LocalAddress ::/0 }; Finds = 'listen6 client6 server6 listenAny6 listenDual udp6 udpDual' }
        @{ Query = { Get-Socket -LocalAddress 0.0.0.0 }; Finds = 'listenAny4 udpAny4' }
        @{ Query = { Get-Socket -LocalAddress :: }; Finds = 'listenAny6 listenDual udpDual' }
        @{ Query = { Get-Socket -LocalAddress 0.0.0.0/0 -AddressFamily IPv6 }; Finds = 'mapped mappedServer' }

        # Ports
        @{ Query = { Get-Socket -LocalPort $port.listen4 }; Finds = 'listen4 server4 closeWait' }
        @{ Query = { Get-Socket -RemotePort $port.listen4 }; Finds = 'client4 halfClosed timeWait' }
        @{ Query = { Get-Socket -Port $port.listen4 }; Finds = 'listen4 server4 closeWait client4 halfClosed timeWait' }
        @{ Query = { Get-Socket -Port $port.listen4 -State Listen }; Finds = 'listen4' }
        @{ Query = { Get-Socket -LocalPort "$($port.udp4)" }; Finds = 'udp4' }
        @{ Query = { Get-Socket -LocalPort $port.udp4, $port.udpAny4 }; Finds = 'udp4 udpAny4' }
        @{ Query = { Get-Socket -LocalPort "$($port.udp4)-$($port.udp4)", $port.far }; Finds = 'udp4 far' }
        @{ Query = { Get-Socket -LocalPort "0-$($port.udp4)", "$($port.udp4)-65535" -Protocol Udp }; Finds = $udp }
        @{ Query = { Get-Socket -LocalPort 0-65535 -RemotePort 0 -Protocol Tcp }; Finds = "$listeners bound" }
        @{ Query = { Get-Socket -LocalPort ($port.udp4..$port.udp4) }; Finds = 'udp4' }
        @{ Query = { Get-Socket -LocalPort 1-8 }; Finds = '' }
        @{ Query = { Get-Socket -LocalPort $port.client4 -RemotePort $port.listen4 }; Finds = 'client4' }
        @{ Query = { Get-Socket -LocalPort $port.client4 -RemotePort $port.listenAny4 }; Finds = '' }

        # -BindScope
        @{ Query = { Get-Socket -BindScope Loopback }; Finds = 'listen4 full listen6 bound udp4 udp6' }
        @{ Query = { Get-Socket -BindScope AnyIPv4 }; Finds = 'listenAny4 udpAny4' }
        @{ Query = { Get-Socket -BindScope AnyIPv6 }; Finds = 'listenAny6' }
        @{ Query = { Get-Socket -BindScope AnyDualStack }; Finds = 'listenDual udpDual' }
        @{ Query = { Get-Socket -BindScope Address }; Finds = '' }
        @{ Query = { Get-Socket -Listening -BindScope Address, AnyIPv4, AnyIPv6, AnyDualStack }; Finds = 'listenAny4 listenAny6 listenDual udpAny4 udpDual' }
        @{ Query = { Get-Socket -BindScope Loopback -State Established }; Finds = '' }

        # -Inode, -Cookie
        @{ Query = { Get-Socket -Cookie (Get-Cookie $made.client4) }; Finds = 'client4' }
        @{ Query = { Get-Socket -Cookie (Get-Cookie $made.client4), (Get-Cookie $made.udpAny4) }; Finds = 'client4 udpAny4' }
        @{ Query = { Get-Socket -Cookie (Get-Cookie $made.client4) -State Listen }; Finds = '' }
        @{ Query = { Get-Socket -Inode (Get-Inode $made.server4) }; Finds = 'server4' }
        @{ Query = { Get-Socket -Inode (Get-Inode $made.server4), (Get-Inode $made.udpAny4) }; Finds = 'server4 udpAny4' }

        # -ProcessId, -User: all of these are this process's, but what nobody holds
        @{ Query = { Get-Socket -ProcessId $PID }; Finds = "$listeners $established halfClosed closeWait synSent $udp bound" }
        @{ Query = { Get-Socket -User (id -un) | Where-Object Inode }; Finds = "$listeners $held halfClosed closeWait synSent $udp bound" }
        @{ Query = { Get-Socket -User (id -u) | Where-Object Inode }; Finds = "$listeners $held halfClosed closeWait synSent $udp bound" }
        @{ Query = { Get-Socket -User (id -u), 4000000000 -State Listen }; Finds = $listeners }
        @{ Query = { Get-Socket -User 4000000000 }; Finds = '' }
        @{ Query = { Get-Socket -SkipOwner }; Finds = "$listeners $established $otherConnections $udp bound" }
        @{ Query = { Get-Socket -Detailed }; Finds = "$listeners $established $otherConnections $udp bound" }
    ) {
        Found $Query | Should -Be (Expected $Finds)
    }
}

Describe 'An IPv6 socket with an IPv4 peer' -Skip:(-not (Test-IPv6)) -Tag 'needs IPv6' {
    It 'is shown with plain IPv4 addresses, and says that it is one' {
        $row = Get-Socket -Cookie (Get-Cookie $made.mapped)
        $row.LocalAddress, $row.RemoteAddress | Should -Be 127.0.0.1, 127.0.0.1
        $row.AddressFamily | Should -Be IPv6
        $row.IsIPv4Mapped | Should -BeTrue
    }
}

Describe 'A default of the session' {
    It 'selects as if it were given' {
        $PSDefaultParameterValues = @{ 'Get-Socket:LocalPort' = Get-Port $made.listen4; 'Get-Socket:State' = 'Listen' }
        Get-Socket | ForEach-Object Cookie | Should -Be (Get-Cookie $made.listen4)
    }
}

Describe 'A host name' {
    It 'stands for its addresses' {
        $addresses = [System.Net.Dns]::GetHostAddresses('localhost').IPAddressToString
        Found { Get-Socket -LocalAddress LocalHost } | Should -Be (Found { Get-Socket -LocalAddress $addresses })
        Found { Get-Socket -LocalAddress localhost } | Should -Match '\blisten4\b.*\bserver4\b'
    }

    It 'with several addresses finds the sockets of each' -Skip:(-not $knowsName) -Tag 'needs root and a network namespace, where several.test has two addresses' {
        Found { Get-Socket -RemoteAddress several.test } | Should -Be 'far farServer'
        Found { Get-Socket -LocalAddress several.test -RemoteAddress several.test } | Should -Be 'far farServer'
    }
}

Describe 'A port' -Skip:(-not $hasServices) -Tag 'needs /etc/services' {
    It 'may be the name of a service' {
        $listener = New-Listener 127.0.0.9 8080
        try { Get-Socket -LocalPort http-alt -LocalAddress 127.0.0.9 | ForEach-Object Cookie | Should -Be (Get-Cookie $listener) }
        finally { $listener.Dispose() }
    }

    It 'may be the name of a service in capitals or another name of it' -ForEach 'postgresql', 'postgres' {
        $listener = New-Listener 127.0.0.9 5432
        try { Get-Socket -Port 1, $_ -LocalAddress 127.0.0.9 | ForEach-Object Cookie | Should -Be (Get-Cookie $listener) }
        finally { $listener.Dispose() }
    }
}

Describe 'Get-Socket -Interface' {
    BeforeAll {
        $bound = New-BoundSocket
        Set-SocketOption $bound BindToDevice lo
        $loopback = [System.Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Where{ $_.Name -eq 'lo' }.GetIPProperties().GetIPv4Properties().Index
    }

    It 'finds what is bound to the device, by its name' {
        Get-Socket -Interface lo -LocalPort (Get-Port $bound), $port.udp4 | ForEach-Object Cookie | Should -Be (Get-Cookie $bound)
    }
    It 'finds it by its index' {
        Get-Socket -Interface $loopback -LocalPort (Get-Port $bound), $port.udp4 | ForEach-Object Cookie | Should -Be (Get-Cookie $bound)
    }
    It 'says the name in the property' { (Get-Socket -Cookie (Get-Cookie $bound)).Interface | Should -Be lo }
    It 'shows a socket that a device restricts as one of the scope Address or Loopback' { (Get-Socket -Cookie (Get-Cookie $bound)).BindScope | Should -Be Loopback }
}

Describe 'A link-local address' -Skip:(-not $hasLinkLocal) -Tag 'needs root and a network namespace, where lo has a link-local address' {
    BeforeAll {
        $zoned = New-Listener fe80::99%1
        $zonedPort = Get-Port $zoned
    }

    It 'is shown with its zone' { (Get-Socket -LocalPort $zonedPort).LocalAddress | Should -Be 'fe80::99%lo' }
    It 'is found with its zone, by name or index' {
        Get-Socket -LocalAddress fe80::99%lo | ForEach-Object Cookie | Should -Be (Get-Cookie $zoned)
        Get-Socket -LocalAddress fe80::99%1 | ForEach-Object Cookie | Should -Be (Get-Cookie $zoned)
    }
    It 'is found without its zone, and by its prefix' {
        Get-Socket -LocalAddress fe80::99 | ForEach-Object Cookie | Should -Be (Get-Cookie $zoned)
        Get-Socket -LocalAddress fe80::/10 | ForEach-Object Cookie | Should -Be (Get-Cookie $zoned)
    }
}

Describe 'Get-Socket -Mark' -Skip:(-not $isRoot) -Tag 'needs root' {
    BeforeAll {
        $marked = New-BoundSocket
        Set-SocketOption $marked Mark 0x1234
        $ports = (Get-Port $marked), $port.udp4
    }

    It 'finds a socket with <_>' -ForEach '0x1234', '4660', '0x34/0xff', '0X1200/0xff00', @('7', '0x1234') {
        Get-Socket -Mark $_ -LocalPort $ports | ForEach-Object Cookie | Should -Be (Get-Cookie $marked)
    }
    It 'finds none with <_>' -ForEach '0x1235', '0x35/0xff' { Get-Socket -Mark $_ -LocalPort $ports | Should -BeNullOrEmpty }
    It 'finds a socket without a mark as 0' { Get-Socket -Mark 0 -LocalPort $ports | ForEach-Object Cookie | Should -Be (Get-Cookie $made.udp4) }
    It 'says the mark in the property' { (Get-Socket -Cookie (Get-Cookie $marked)).Mark | Should -Be 0x1234 }
}

Describe 'Get-Socket -Cgroup' -Skip:(-not $cgroupMount) -Tag 'needs cgroup v2' {
    It 'finds the sockets made in a cgroup, by the path that /proc has' {
        $own = (Get-Content /proc/self/cgroup).Where{ $_ -like '0::*' } -replace '^0::'
        (Get-Socket -Cgroup $own -Cookie (Get-Cookie $made.udp4)).CgroupPath | Should -Be $own
    }

    Context 'with a cgroup of the test' -Skip:(-not $canMakeCgroups) -Tag 'needs root, and a cgroup v2 that may be written' {
        BeforeAll {
            $name = "PSSocketStats-$PID"
            $parent = New-Item "$(Get-CgroupMount)/$name" -ItemType Directory
            $child = New-Item "$parent/below" -ItemType Directory
            $sibling = New-Item "$parent-sibling" -ItemType Directory
            $holders = foreach ($folder in $parent, $child, $sibling) { Start-Holder -Protocol udp -Port $port.udp4 -First "echo `$`$ >'$folder/cgroup.procs'" }
        }
        AfterAll {
            $holders | ForEach-Object { Stop-Holder $_ }
            foreach ($folder in $child, $parent, $sibling) { Wait-Until { rmdir $folder.FullName 2>$null; -not (Test-Path $folder) } }
        }

        It 'finds its sockets and those below it' {
            Get-Socket -Cgroup "/$name" -RemotePort $port.udp4 | Sort-Object ProcessId | ForEach-Object CgroupPath | Should -Be "/$name", "/$name/below"
        }
        It 'takes a path without its first slash, or from the root of the file system' {
            (Get-Socket -Cgroup "$name/below").ProcessId | Should -Be $holders[1].Id
            (Get-Socket -Cgroup $child.FullName).ProcessId | Should -Be $holders[1].Id
        }
        It 'takes several' { (Get-Socket -Cgroup "/$name/below", "/$name-sibling").ProcessId | Sort-Object | Should -Be ($holders[1, 2].Id | Sort-Object) }
    }
}

Describe 'Get-Socket -Detailed' {
    BeforeAll {
        $old = New-Client -Port $port.udp4 -Type Dgram
        $old.SetSocketOption('IP', 'TypeOfService', 0x10)
        $old.ReceiveBufferSize = 20000
    }

    It 'tells type of service, class and memory' {
        $row = Get-Socket -Cookie (Get-Cookie $old) -Detailed
        $row.TypeOfService | Should -Be 0x10
        $row.TrafficClass | Should -BeNullOrEmpty
        $row.ClassId | Should -Not -BeNullOrEmpty
        $row.Memory.ReceiveBuffer | Should -Be 40000
    }
    It 'tells the traffic class of an IPv6 socket' -Skip:(-not (Test-IPv6)) -Tag 'needs IPv6' {
        $new = New-Client ::1 $port.udp6 -Type Dgram
        Set-SocketOption $new TrafficClass 0x28
        (Get-Socket -Cookie (Get-Cookie $new) -Detailed).TrafficClass | Should -Be 0x28
    }
    It 'is needed for that' {
        $row = Get-Socket -Cookie (Get-Cookie $old)
        $row.TypeOfService, $row.TrafficClass, $row.ClassId, $row.Memory | Should -Be $null, $null, $null, $null
    }
}

Describe 'A state' {
    It '"<Word>" means <Means>' -ForEach @(
        $(foreach ($line in
                'Established: estab ESTAB established ESTABLISHED',
                'SynSent: syn-sent SYN_SENT synsent',
                'SynReceived: syn-recv SYN_RECV syn_rcv SynReceived',
                'FinWait1: fin-wait-1 FIN_WAIT1 FinWait1',
                'FinWait2: fin-wait-2 FIN_WAIT2 FinWait2',
                'TimeWait: time-wait TIME_WAIT timewait',
                'CloseWait: close-wait CLOSE_WAIT CloseWait',
                'LastAck: last-ack LAST_ACK LastAck',
                'Listen: listen LISTEN listening',
                'Closing: closing CLOSING',
                'Unconnected: Unconnected',
                'BoundInactive: bound Bound bound-inactive',
                'Unconnected, BoundInactive: closed close unconn UNCONN',
                'NewSynReceived: new-syn-recv NewSynReceived',
                'Connected: connected', 'Synchronized: synchronized', 'Bucket: bucket', 'Big: big', 'All: all') {
            $means, $words = $line -split ': '
            foreach ($word in $words -split ' ') { @{ Word = $word; Means = $means } }
        })
        @{ Word = 'Listen,TIME-WAIT'; Means = 'Listen, TimeWait' }
        @{ Word = ' listening , time_wait '; Means = 'Listen, TimeWait' }
    ) {
        [PSSocketStats.Parameters.SocketStateTransformationAttribute]::new().Transform($null, $Word) | Should -Be ([SockDiag.SocketState] $Means)
    }
}
