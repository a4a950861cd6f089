# Sockets through the commands that people pipe them to.

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $listener = New-Listener
    $port = Get-Port $listener
    $client = New-Client -Port $port
    $server = Receive-Connection $listener
    $waiting = New-Client -Port $port
    $udp = New-BoundSocket

    # What a round trip must keep.
    function Facts($socket) {
        "$($socket.Protocol) $($socket.State) $($socket.LocalAddress) $($socket.LocalPort) $($socket.RemoteAddress) $($socket.RemotePort)"
        "$($socket.ReceiveQueue) $($socket.AcceptQueue) $($socket.BindScope) $($socket.OwnerVisibility) $($socket.Owners)"
        "$($socket.ProcessId) $($socket.UserId) $($socket.Inode) $($socket.Cookie) $($socket.IsAwaitingAccept) $($socket.SocketOptions)"
    }
    function MySockets { Get-Socket -Port $port, (Get-Port $udp) }
}

AfterAll { Close-Everything }

Describe 'A socket of one of two processes with the same name' {
    BeforeAll {
        $theirs = New-Listener
        $theirPort = Get-Port $theirs
        $one = Start-Holder -Port $theirPort -Name twin$PID
        $two = Start-Holder -Port $theirPort -Name twin$PID
    }

    It 'piped to Get-Process is its process' {
        $found = Get-Socket -ProcessId $one.Id | Get-Process
        $found.Id | Should -Be $one.Id
        (Get-Process -Name twin$PID).Count | Should -Be 2
    }
    It 'piped to Stop-Process -WhatIf is its process alone' {
        $run = Invoke-Shell "Get-Socket -RemotePort $theirPort -ProcessId $($one.Id) | Stop-Process -WhatIf"
        $run.Output | Should -Match "\($($one.Id)\)"
        $run.Output -split "`n" | Should -HaveCount 1
        $run.Errors | Should -BeNullOrEmpty
    }
    It 'piped to Stop-Process ends its process alone, rows without an owner left out' {
        $closed = New-TimeWait (New-Listener)
        $null = Wait-Until { Get-Socket -LocalPort $closed -State TimeWait }
        $local = (Get-Socket -ProcessId $one.Id).LocalPort
        Get-Socket -LocalPort $local, $closed | Where-Object Id | Stop-Process -ErrorAction Stop
        $one.WaitForExit(10000) | Should -BeTrue
        $two.HasExited | Should -BeFalse
    }
}

Describe 'Get-Socket | Group-Object, Sort-Object, Where-Object, Measure-Object' {
    It 'groups by state, by name' {
        $groups = MySockets | Group-Object State -NoElement
        $groups | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object | Should -Be 'Established 4', 'Listen 1', 'Unconnected 1'
    }
    It 'groups by address, one peer being one group' {
        (MySockets | Group-Object RemoteAddress).Name | Sort-Object | Should -Be '0.0.0.0', '127.0.0.1'
        [object]::ReferenceEquals((MySockets)[0].LocalAddress, (MySockets)[0].LocalAddress) | Should -BeFalse # two listings
        $rows = MySockets
        [object]::ReferenceEquals($rows[1].LocalAddress, $rows[2].LocalAddress) | Should -BeTrue # one listing: one string
    }
    It 'sorts ports as numbers' {
        $sorted = @((MySockets | Sort-Object LocalPort).LocalPort)
        $sorted | Should -Be ([int[]] $sorted | Sort-Object)
        $sorted[0] | Should -BeOfType [int]
    }
    It 'compares a state by name' { (MySockets | Where-Object State -EQ Listen).Cookie | Should -Be (Get-Cookie $listener) }
    It 'adds up queues' {
        $null = $client.Send([byte[]]::new(1000))
        (Wait-Until { MySockets | Measure-Object ReceiveQueue -Sum | Where-Object Sum -EQ 1000 }).Sum | Should -Be 1000
    }
}

Describe 'Get-Socket | Export-Csv' {
    BeforeAll {
        $header = 'Protocol,State,LocalAddress,LocalPort,RemoteAddress,RemotePort,ReceiveQueue,SendQueue,AcceptQueue,AcceptQueueLimit,BindScope,ProcessId,Process,OwnerVisibility,Owners,' +
        'IsAwaitingAccept,UserId,UserName,Inode,Cookie,AddressFamily,IsIPv4Mapped,IPv6Only,Interface,Mark,CgroupPath,Shutdown,SocketOptions,Timer,TimerExpiresMilliseconds,Retransmits,' +
        'TypeOfService,TrafficClass,ClassId,Memory,PeerProcessId,PeerProcess,Unit,ContainerId,NetworkNamespace'
    }

    It 'has the columns of the design, in its order, for <_>' -ForEach 'Tcp', 'Udp' {
        (Get-Socket -Protocol $_ -LocalPort $port, (Get-Port $udp) | ConvertTo-Csv -UseQuotes Never)[0] | Should -Be $header
    }
    It 'keeps what is there' {
        $file = "$TestDrive/sockets.csv"
        MySockets | Export-Csv $file
        $read = Import-Csv $file
        $read | ForEach-Object { Facts $_ } | Should -Be (MySockets | ForEach-Object { Facts $_ })
        ($read | Where-Object State -EQ Listen).Owners | Should -Match "\($PID,$($listener.Handle)\)"
    }
}

Describe 'Get-Socket | ConvertTo-Json -EnumsAsStrings -Depth 3' {
    It 'comes back with every value' {
        $read = MySockets | ConvertTo-Json -EnumsAsStrings -Depth 3 | ConvertFrom-Json
        $read | ForEach-Object { Facts $_ | Select-Object -Index 0 } | Should -Be (MySockets | ForEach-Object { Facts $_ | Select-Object -Index 0 })
        $row = $read | Where-Object Cookie -EQ (Get-Cookie $client)
        $row.Owners[0].ProcessId | Should -Be $PID
        $row.Owners[0].FileDescriptor | Should -Be ([int] $client.Handle)
        $row.OwnerVisibility | Should -Be Visible
        $row.AcceptQueue | Should -Be $null
        $row.PSObject.Properties.Name -join ',' | Should -Be ((MySockets)[0].PSObject.Properties.Name -join ',')
    }
}

Describe 'A socket that was <_>' -ForEach 'exported to Clixml', 'made in a job' {
    BeforeAll {
        if ($_ -eq 'exported to Clixml') {
            MySockets | Export-Clixml "$TestDrive/sockets.xml"
            $read = Import-Clixml "$TestDrive/sockets.xml"
        }
        else {
            $job = Start-Job { Import-Module $args[0]; Get-Socket -Port $args[1] 3>$null } -ArgumentList (Get-ModulePath), ($port, (Get-Port $udp))
            $read = $job | Receive-Job -Wait -AutoRemoveJob
        }
        $row = $read | Where-Object Cookie -EQ (Get-Cookie $client)
    }

    It 'keeps its facts' { $read | ForEach-Object { Facts $_ } | Sort-Object | Should -Be (MySockets | ForEach-Object { Facts $_ } | Sort-Object) }
    It 'compares a state by name' {
        $row.State -eq 'Established' | Should -BeTrue
        $row.State | Should -BeOfType [string]
        ($read | Where-Object State -EQ Listen).LocalPort | Should -Be $port
    }
    It 'keeps its owners as objects' {
        $row.Owners[0].ProcessId | Should -Be $PID
        $row.Owners[0].FileDescriptor | Should -Be ([int] $client.Handle)
    }
}

Describe 'Get-Socket | Select-Object' {
    It 'of one property is that property' { Get-Socket -Cookie (Get-Cookie $client) | Select-Object -ExpandProperty RemotePort | Should -Be $port }
    It 'reads the first rows and no more' { (Get-Socket -Protocol Udp, Tcp | Select-Object -First 1).Protocol | Should -Be Udp }
}

Describe 'What is kept' {
    It 'has the owners that were printed while the listing ran' {
        $printed = Get-Socket -Port $port -OutVariable kept | ForEach-Object { "$($_.Owners)" }
        $kept | ForEach-Object { "$($_.Owners)" } | Should -Be $printed
    }
    It 'has the owners that were printed, although they ended while the listing ran' {
        $other = New-Listener
        $holder = Start-Holder -Port (Get-Port $other)
        $printed = Get-Socket -Port (Get-Port $other) -OutVariable kept | ForEach-Object { "$($_.Owners)"; if (-not $holder.HasExited) { Stop-Holder $holder } }
        $printed | Should -Contain "bash($($holder.Id),8)"
        $kept | ForEach-Object { "$($_.Owners)" } | Should -Be $printed
    }
    It 'has the owners of its own moment, although they are read later' {
        $other = New-Listener
        $holder = Start-Holder -Port (Get-Port $other)
        $row = Get-Socket -RemotePort (Get-Port $other)
        Stop-Holder $holder
        $row.ProcessId | Should -Be $holder.Id
        "$($row.Owners)" | Should -Be "bash($($holder.Id),8)"
    }
    It 'answers after a listing that was cut short, from a table read then' {
        $row = Get-Socket -Port $port | Select-Object -First 1
        $row.ProcessId | Should -Be $PID
    }
}

Describe 'ForEach-Object -Parallel' {
    It 'imports the module in each runspace' {
        $path = Get-ModulePath
        $found = 1..4 | ForEach-Object -Parallel { Import-Module $using:path; (Get-Socket -LocalPort $using:port -State Listen).Cookie } -ThrottleLimit 4
        $found | Should -Be @((Get-Cookie $listener), (Get-Cookie $listener), (Get-Cookie $listener), (Get-Cookie $listener))
    }
}

Describe 'Import-Module -Force' {
    It 'a second time leaves a module that works' {
        Import-Module (Get-ModulePath) -Force
        (Get-Socket -LocalPort $port -State Listen).Cookie | Should -Be (Get-Cookie $listener)
    }
    It 'after Remove-Module leaves a module that works' {
        Remove-Module PSSocketStats
        Import-Module (Get-ModulePath)
        (Get-Socket -LocalPort $port -State Listen).Cookie | Should -Be (Get-Cookie $listener)
    }
}
