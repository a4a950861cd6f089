# Unix sockets: by path, with their peers, in tables and files, and who waits for whom.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $hasLsof = Get-Command lsof -ErrorAction Ignore
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)

    $path = "$TestDrive/server.sock"
    $listener = New-UnixListener $path -Backlog 1
    $client = New-UnixClient $path
    $server = Receive-Connection $listener
    $waiting = New-UnixClient $path
    $name = "test-$(New-Guid)"
    $abstract = New-UnixListener "`0$name" -Type Seqpacket
    $hostilePath = "$TestDrive/x`e]0;a`a`n\y"
    $hostileText = "$TestDrive/x\x1b]0;a\x07\x0a\y"
    $hostile = New-UnixListener $hostilePath
    $datagrams = New-UnixSocket Dgram
    $unbound = New-UnixSocket
    $sockets = [ordered] @{ listener = $listener; client = $client; server = $server; waiting = $waiting; abstract = $abstract; hostile = $hostile; datagrams = $datagrams; unbound = $unbound }
    $inode = @{}
    foreach ($key in $sockets.Keys) { $inode[$key] = Get-Inode $sockets[$key] }

    # The names of our sockets among rows.
    function NamesOf($rows) { @($sockets.Keys | Where-Object { $inode[$_] -in $rows.Inode }) -join ' ' }
    function Row([string] $key) { Get-Socket -Protocol Unix -Inode $inode[$key] }
    function TableOf($rows, [int] $width = 120) { ($rows | Format-Table | Out-String -Width $width) -split "`n" | Where-Object { $_.Trim() } }

    $columns = 'Protocol', 'State', 'SocketType', 'Path', 'PeerPath', 'PeerInode', 'ReceiveQueue', 'SendQueue', 'AcceptQueue', 'AcceptQueueLimit', 'PendingClients', 'ProcessId', 'Process',
        'OwnerVisibility', 'Owners', 'UserId', 'UserName', 'Inode', 'Cookie', 'IsAbstract', 'PathBytes', 'FileDevice', 'FileInode', 'Shutdown', 'Memory', 'PeerProcessId', 'PeerProcess', 'Unit', 'ContainerId', 'NetworkNamespace'
}

AfterAll { Close-Everything }

Describe 'Get-Socket -Protocol Unix' {
    It 'lists them, and nothing else' {
        $rows = Get-Socket -Protocol Unix
        NamesOf $rows | Should -Be ($sockets.Keys -join ' ')
        $rows | Should -BeOfType SockDiag.UnixSocket
    }
    It 'lists them behind others, in the order of the protocols' {
        $null = New-BoundSocket
        $protocols = (Get-Socket -Protocol Udp, Unix).Protocol | Select-Object -Unique
        "$protocols" | Should -Be 'Udp Unix'
    }
    It 'does not list them unasked' { NamesOf (Get-Socket) | Should -BeNullOrEmpty }
    It 'selects: <Command>' -ForEach @(
        @{ Command = { Get-Socket -Protocol Unix -Listening }; Finds = 'listener abstract hostile' }
        @{ Command = { Get-Socket -Protocol Unix -State listening }; Finds = 'listener abstract hostile' }
        @{ Command = { Get-Socket -Protocol Unix -State ESTAB }; Finds = 'client server waiting' }
        @{ Command = { Get-Socket -Protocol Unix -State unconn }; Finds = 'datagrams unbound' }
        @{ Command = { Get-Socket -Protocol Unix -State SynSent }; Finds = '' }
        @{ Command = { Get-Socket -Protocol Unix -Inode $inode.client, $inode.unbound }; Finds = 'client unbound' }
        @{ Command = { Get-Socket -Protocol Unix -Cookie (Get-Cookie $server) }; Finds = 'server' }
        @{ Command = { Get-Socket -Protocol Unix -User (id -u) -Path $path }; Finds = 'listener client server waiting' }
        @{ Command = { Get-Socket -Protocol Unix -User ([int] (id -u) + 1) -Path $path }; Finds = '' }
        @{ Command = { Get-Socket -Protocol Unix -ProcessId $PID -State Listen }; Finds = 'listener abstract hostile' }
        @{ Command = { Get-Socket -Protocol Unix -ProcessName (Get-Process -Id $PID).Name -State Listen }; Finds = 'listener abstract hostile' }
        @{ Command = { Get-Process -Id $PID | Get-Socket -Protocol Unix }; Finds = 'listener client server waiting abstract hostile datagrams unbound' }
        @{ Command = { Get-Socket -Protocol Unix -Path $path }; Finds = 'listener client server waiting' }
        @{ Command = { Get-Socket -Protocol Unix -Path $path -State Established }; Finds = 'client server waiting' }
        @{ Command = { Get-Socket -Protocol Unix -Path "$TestDrive/*" }; Finds = 'listener client server waiting hostile' }
        @{ Command = { Get-Socket -Protocol Unix -Path "$TestDrive/server.soc?" -Listening }; Finds = 'listener' }
        @{ Command = { Get-Socket -Protocol Unix -Path "$TestDrive/[rs]erver.sock" -Listening }; Finds = 'listener' }
        @{ Command = { Get-Socket -Protocol Unix -Path "@$name" }; Finds = 'abstract' }
        @{ Command = { Get-Socket -Protocol Unix -Path "@$name", "$TestDrive/x*" }; Finds = 'abstract hostile' }
        @{ Command = { Get-Socket -Protocol Unix -Path ([WildcardPattern]::Escape($hostileText)) }; Finds = 'hostile' }
        @{ Command = { Get-Socket -Protocol Unix -Path ([WildcardPattern]::Escape((Row hostile).Path)) }; Finds = 'hostile' }
        @{ Command = { Get-Socket -Protocol Unix -Path $path.ToUpperInvariant() }; Finds = '' }
        @{ Command = { Get-Socket -Protocol Unix -Path ([WildcardPattern]::Escape($hostilePath)) }; Finds = 'hostile' }
        @{ Command = { Get-Socket -Protocol Tcp, Unix -Path $path -Listening }; Finds = 'listener' }
        @{ Command = { Get-Socket -Protocol All -Path $path -Listening }; Finds = 'listener' }
        @{ Command = { Get-Socket -Protocol Tcp, Unix -LocalPort 1-65535 }; Finds = '' }
        @{ Command = { Get-Socket -Protocol Tcp, Unix -AddressFamily IPv4 }; Finds = '' }
    ) { NamesOf (& $Command) | Should -Be $Finds }
    It 'says nothing where no path is like the pattern' {
        Get-Socket -Protocol Unix -Path "$TestDrive/nosuch*" -ErrorVariable problems -WarningVariable warnings | Should -BeNullOrEmpty
        "$problems$warnings" | Should -BeNullOrEmpty
    }
    It 'refuses -<Parameter> where only Unix sockets are asked for' -ForEach @(
        @{ Parameter = 'LocalPort'; Value = 80 }, @{ Parameter = 'RemoteAddress'; Value = '127.0.0.1' }, @{ Parameter = 'AddressFamily'; Value = 'IPv4' }, @{ Parameter = 'Interface'; Value = 'lo' }
        @{ Parameter = 'BindScope'; Value = 'Loopback' }, @{ Parameter = 'Mark'; Value = 1 }
    ) {
        $arguments = @{ $Parameter = $Value }
        foreach ($command in 'Get-Socket', 'Get-SocketSummary') {
            $problem = { & $command -Protocol Unix @arguments } | Should -Throw -PassThru
            $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterNotForProtocol,*'
            "$problem" | Should -BeLike "-${Parameter}: sockets of Unix have no such thing*"
        }
    }
    It 'refuses -Path where no protocol has paths' -ForEach { Get-Socket -Path x }, { Get-Socket -Protocol Tcp -Path x }, { Get-SocketSummary -Path x } {
        $problem = $_ | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterNotForProtocol,*'
        "$problem" | Should -BeLike '-Path: *'
    }
    It 'refuses a pattern that is none' {
        $problem = { Get-Socket -Protocol Unix -Path / , '/run/[' } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'PathNotValid,*'
        $problem.TargetObject | Should -Be '/run/['
        "$problem" | Should -BeLike "-Path '/run/``['*for example*"
    }
    It 'refuses a path that is null, empty, or no list' -ForEach { Get-Socket -Protocol Unix -Path $null }, { Get-Socket -Protocol Unix -Path '' }, { Get-Socket -Protocol Unix -Path @() } {
        $_ | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}

Describe 'A Unix socket' {
    It 'knows its path and its peer' {
        $row = Row client
        $row.Path | Should -BeNullOrEmpty
        $row.PeerPath | Should -BeExactly $path
        $row.PeerInode | Should -Be $inode.server
        (Row server).Path | Should -BeExactly $path
        (Row server).PeerInode | Should -Be $inode.client
    }
    It 'has an abstract name with @' {
        (Row abstract).Path | Should -BeExactly "@$name"
        (Row abstract).IsAbstract | Should -BeTrue
        (Row abstract).SocketType | Should -Be SeqPacket
    }
    It 'has a path without control characters, and its true bytes' {
        (Row hostile).Path | Should -BeExactly $hostileText
        [Text.Encoding]::UTF8.GetString((Row hostile).PathBytes) | Should -BeExactly $hostilePath
    }
    It 'tells of a listener how many wait, and who' {
        $row = Row listener
        $row.AcceptQueue, $row.AcceptQueueLimit | Should -Be 1, 1
        NamesOf (Get-Socket -Protocol Unix -Inode $row.PendingClients) | Should -Be waiting
        (Row waiting).PeerPath | Should -BeExactly $path
        (Row waiting).PeerInode | Should -BeNullOrEmpty
    }
    It 'tells who waits at several listeners at once' {
        $other = New-UnixClient $hostilePath
        $waits = (Get-Socket -Protocol Unix -Listening -Path "$TestDrive/*").PendingClients
        $waits | Sort-Object | Should -Be ($inode.waiting, (Get-Inode $other) | Sort-Object)
        (Get-Socket -Protocol Unix -Inode $waits).Count | Should -Be 2
        $other.Dispose()
        $hostile.Accept().Dispose()
    }
    It 'has its owner' {
        (Row listener).ProcessId | Should -Be $PID
        "$((Row listener).Owners)" | Should -BeLike "*($PID,$($listener.Handle))"
    }
    It 'answers to the hidden name <Alias>' -ForEach @{ Alias = 'Id'; Of = 'ProcessId' }, @{ Alias = 'RecvQ'; Of = 'ReceiveQueue' }, @{ Alias = 'SendQ'; Of = 'SendQueue' } {
        $row = Row client
        $row.$Alias | Should -Be $row.$Of
        $row | Get-Member $Alias | Should -BeNullOrEmpty
    }
    It 'goes to the process cmdlets' { (Row listener | Get-Process).Id | Should -Be $PID }
    It 'tells memory when it is asked' {
        (Get-Socket -Protocol Unix -Inode $inode.client -Detailed).Memory.SendBuffer | Should -BeGreaterThan 0
        (Row client).Memory | Should -BeNullOrEmpty
    }
}

Describe 'Unix sockets in files' {
    It 'have these columns in CSV' { (Row listener | ConvertTo-Csv -UseQuotes Never)[0] | Should -BeExactly ($columns -join ',') }
    It 'have no column of a mere type name' { Get-Socket -Protocol Unix -Inode @($inode.Values) -Detailed | ConvertTo-Csv | Should -Not -Match 'System\.|SockDiag\.' }
    It 'have their lists in CSV' {
        $row = Row listener | ConvertTo-Csv | ConvertFrom-Csv
        $row.PendingClients | Should -Be "$($inode.waiting)"
        $row.PathBytes | Should -Be ([Convert]::ToHexString([Text.Encoding]::UTF8.GetBytes($path)).ToLowerInvariant())
    }
    It 'have their lists in JSON' {
        $row = Row listener | ConvertTo-Json -EnumsAsStrings -Depth 3 | ConvertFrom-Json
        $row.PendingClients | Should -Be $inode.waiting
        $row.SocketType | Should -Be Stream
        $row.Path | Should -Be $path
    }
    It 'are the same from a file of the shell''s own' {
        Get-Socket -Protocol Unix -Inode @($inode.Values) | Export-Clixml "$TestDrive/sockets.xml"
        $again = Import-Clixml "$TestDrive/sockets.xml"
        ($again | Where-Object Inode -EQ $inode.listener).SocketType | Should -Be 'Stream'
        TableOf $again | Should -Be (TableOf (Get-Socket -Protocol Unix -Inode @($inode.Values)))
    }
}

Describe 'The table of Unix sockets' {
    It 'is that of all sockets' {
        $udp = New-BoundSocket
        $rows = Get-Socket -Protocol Udp, Unix -Cookie (Get-Cookie $udp), (Get-Cookie $listener), (Get-Cookie $client)
        $table = TableOf $rows
        $table | Should -HaveCount 5
        $table[0] -split ' +' -ne '' | Should -Be Proto, State, RecvQ, SendQ, Local, Remote, Process
        $table[2] | Should -Match '^udp '
        $table[3..4] | Should -Match '^u_str '
        foreach ($order in $rows, $rows[2..0]) { ($order | Out-String) -split "`n" | Where-Object { $_ -match '^Proto|^Protocol' } | Should -HaveCount 1 }
    }
    It 'is what is shown when nothing is said' { (Row listener | Out-String) -replace '\s+', ' ' | Should -Be ((Row listener | Format-Table | Out-String) -replace '\s+', ' ') }
    It 'tells the types apart' {
        TableOf (Row abstract) | Select-Object -Last 1 | Should -Match '^u_seq Listen '
        TableOf (Row datagrams) | Select-Object -Last 1 | Should -Match '^u_dgr Unconnected '
    }
    It 'has the accept queue with its limit, and nobody at the other end' { TableOf (Row listener) | Select-Object -Last 1 | Should -Match ' Listen +1/1 +\S+ +\* +\S+' }
    It 'has of ends without a path the inode' {
        TableOf (Row client) 200 | Select-Object -Last 1 | Should -Match " socket:\[$($inode.client)\] +/"
        TableOf (Row server) 200 | Select-Object -Last 1 | Should -Match " socket:\[$($inode.client)\] "
    }
    It 'has no control character, whatever a path is' {
        $text = Row hostile | Format-Table | Out-String
        $text -replace "`n" | Should -Not -Match '\p{Cc}'
        $text = Row hostile | Format-List | Out-String -Width 300
        $text -replace "`n" | Should -Not -Match '\p{Cc}'
        $text | Should -Match ([regex]::Escape($hostileText))
    }
    It 'keeps to a width of <_>' -ForEach 80, 200 {
        $width = $_
        (TableOf (Get-Socket -Protocol Unix -Inode @($inode.Values)) $width | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $width
    }
}

Describe 'The list of Unix sockets' {
    It 'has every property, in the order of the columns of a CSV' {
        $list = (Row listener | Format-List | Out-String -Width 300) -split "`n" | Where-Object { $_ -match '^(\w+) +:' } | ForEach-Object { $Matches[1] }
        $list | Should -Be $columns
    }
}

Describe 'Get-SocketSummary -Protocol Unix' {
    It 'counts by state' {
        $rows = Get-Socket -Protocol Unix -SkipOwner -User (id -u) -Path "$TestDrive/*"
        $summary = Get-SocketSummary -Protocol Unix -User (id -u) -Path "$TestDrive/*"
        $summary.Protocol | Should -Be Unix
        $summary.Total, $summary.Established, $summary.Listen | Should -Be $rows.Count, 3, 2
        foreach ($number in $summary.IPv4, $summary.TimeWait, $summary.FirstLocalPort) { $number | Should -BeNullOrEmpty }
    }
    It 'counts by <_> what Group-Object counts' -ForEach 'State', 'UserName', 'SocketType', 'Path', 'PeerPath', 'Process' {
        $counted = Get-SocketSummary -Protocol Unix -Path "$TestDrive/*", "@$name" -GroupBy $_ | ForEach-Object { "$($_.($_.PSObject.Properties.Name[0])) $($_.Count)" } | Sort-Object
        $grouped = Get-Socket -Protocol Unix -Path "$TestDrive/*", "@$name" | Group-Object $_ | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object
        $counted | Should -Be $grouped
    }
    It 'counts them beside others' {
        (Get-SocketSummary -Protocol Tcp, Unix).Protocol[0..1] | Should -Be Tcp, Unix
        @((Get-SocketSummary -Protocol Tcp, Udp, Unix).Protocol -eq 'Unix') | Should -HaveCount 1
    }
}

Describe 'Completion of paths' {
    BeforeAll {
        $bracket = New-UnixListener "$TestDrive/a [1].sock"
        function Complete([string] $line) { (TabExpansion2 $line $line.Length).CompletionMatches }
        function Entry([string] $line, [string] $label, [string] $tooltip = '') {
            try { Wait-Until { Complete $line | Where-Object { $_.ListItemText -eq $label -and $_.ToolTip -match $tooltip } } } catch { }
        }
    }

    It 'offers what is in use to <_>, and tells whose it is' -ForEach 'Get-Socket', 'Get-SocketSummary' {
        (Entry "$_ -Protocol Unix -Path $TestDrive/s" $path "\($PID\)").ToolTip | Should -BeLike "*($PID): *Listen*"
    }
    It 'offers a path that means itself' {
        $entry = Entry "Get-Socket -Protocol Unix -Path $TestDrive/a" "$TestDrive/a [1].sock"
        $line = "Get-Socket -Protocol Unix -Path $($entry.CompletionText)"
        (Invoke-Expression $line).Inode | Should -Be (Get-Inode $bracket)
    }
    It 'offers nothing that drives a terminal' {
        $entry = Entry "Get-Socket -Protocol Unix -Path $TestDrive/x" $hostileText
        "$($entry.CompletionText)$($entry.ListItemText)$($entry.ToolTip)" | Should -Not -Match '\p{Cc}'
        (Invoke-Expression "Get-Socket -Protocol Unix -Path $($entry.CompletionText)").Inode | Should -Be $inode.hostile
    }
    It 'offers nothing where nothing fits, no file names either' { Complete "Get-Socket -Protocol Unix -Path $TestDrive/nosuch" | Should -BeNullOrEmpty }
}
