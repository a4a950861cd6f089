# How sockets look: as a table at several widths, as a list, on a terminal.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $hasTerminal = (Get-Command script -ErrorAction Ignore) -and (Get-Command stty -ErrorAction Ignore)
    $hasLongAddress = Test-Address 2001:db8:1111:2222:3333:4444:5555:6666
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $far = New-Listener 127.111.222.233
    $client = New-Client 127.111.222.233 (Get-Port $far) -From 127.111.222.234
    $server = Receive-Connection $far
    $full = New-Listener -Backlog 0
    $waiting = New-Client -Port (Get-Port $full)
    $udp = New-BoundSocket 0.0.0.0
    $dual = (Test-IPv6) ? (New-Listener :: -Dual) : $null
    $ports = @($far, $full, $udp, $dual | Where-Object { $_ } | ForEach-Object { Get-Port $_ })

    # The lines of a table: a header, a ruler, rows.
    function TableOf($sockets, [int] $width = 120) { ($sockets | Format-Table | Out-String -Width $width) -split "`n" | Where-Object { $_.Trim() } }
    function RowOf([System.Net.Sockets.Socket] $socket, [int] $width = 120) { (TableOf (Get-Socket -Cookie (Get-Cookie $socket)) $width)[-1] }
    function EndOf([System.Net.Sockets.Socket] $socket) { [regex]::Escape("$($socket.LocalEndPoint)") }
}

AfterAll { Close-Everything }

Describe 'The table at a width of <_>' -ForEach 80, 120, 200 {
    BeforeAll {
        $width = $_
        $table = TableOf (Get-Socket -Port $ports) $width
    }

    It 'is what is shown when nothing is said' {
        ((Get-Socket -Port $ports | Out-String -Width $width) -split "`n" | Where-Object { $_.Trim() }) -join "`n" | Should -Be ($table -join "`n")
    }
    It 'keeps to the width' { ($table | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $width }
    It 'has every IPv4 address and port in full' {
        $table | Should -Contain ($table -match "^tcp +Established +0 +0 +$(EndOf $client) +$(EndOf $server) ")[0]
        $table | Should -Contain ($table -match "^tcp +Established +0 +0 +$(EndOf $server) +$(EndOf $client) ")[0]
        $table -match "^tcp +Listen +\d+/\d+ +$(EndOf $far) +\*:\* " | Should -HaveCount 1
        $table -match "^udp +Unconnected +0 +0 +$(EndOf $udp) +\*:\* " | Should -HaveCount 1
    }
    It 'has an accept queue with its limit' { $table -match "^tcp +Listen +1/0 +$(EndOf $full) " | Should -HaveCount 1 }
    It 'has one line a socket' { $table | Should -HaveCount (2 + @(Get-Socket -Port $ports).Count + ($width -lt 120 ? 1 : 0)) }
}

Describe 'The table' {
    It 'has the columns of the design' { (TableOf (Get-Socket -Port $ports))[0] -split ' +' -ne '' | Should -Be Proto, State, RecvQ, SendQ, Local, Remote, Process }
    It 'names process and id' { RowOf $client | Should -Match " $([regex]::Escape((Get-Content /proc/$PID/comm))) \($PID\)" }
    It 'counts the further owners' {
        $holder = Start-Holder -Port (Get-Port $udp) -Protocol udp -Then 'sleep 60 & sleep 60 & echo $!'
        $null = $holder.StandardOutput.ReadLine()
        (TableOf (Get-Socket -ProcessId $holder.Id | ForEach-Object { Get-Socket -Cookie $_.Cookie }))[-1] | Should -Match "\($($holder.Id)\) \+2"
    }
    It 'says of a connection that it waits to be accepted' {
        (TableOf (Get-Socket -LocalPort (Get-Port $full) -State Established))[-1] | Should -Match "\($PID\) queued"
    }
    It 'says why there is no owner' {
        $closed = New-TimeWait (New-Listener)
        $row = Wait-Until { Get-Socket -LocalPort $closed -State TimeWait }
        (TableOf $row)[-1] | Should -Match '\(kernel\)'
        (TableOf (Get-Socket -Cookie (Get-Cookie $client) -SkipOwner))[-1] | Should -Not -Match '\(|unknown|hidden'
    }
    It 'writes * for every address, IPv4 and IPv6, which the property does not' -Skip:(-not (Test-IPv6)) -Tag 'needs IPv6' {
        RowOf $dual | Should -Match " \*:$(Get-Port $dual) +\*:\* "
        (Get-Socket -Cookie (Get-Cookie $dual)).LocalAddress | Should -Be '::'
        (Get-Socket -Cookie (Get-Cookie $dual)).RemoteAddress | Should -Be '::'
        (Get-Socket -Cookie (Get-Cookie $dual)).RemotePort | Should -Be 0
        RowOf $udp | Should -Match " 0\.0\.0\.0:$(Get-Port $udp) "
    }
    It 'writes IPv6 ends in brackets' -Skip:(-not (Test-IPv6)) -Tag 'needs IPv6' {
        $six = New-Listener ::1
        RowOf $six | Should -Match " \[::1\]:$(Get-Port $six) "
    }
    It 'has no colour in the data' { Get-Socket -Port $ports | ConvertTo-Csv | Should -Not -Match "`e" }
    It 'shows sockets from a job and from a file alike' {
        Get-Socket -Port $ports | Export-Clixml "$TestDrive/sockets.xml"
        TableOf (Import-Clixml "$TestDrive/sockets.xml") | Should -Be (TableOf (Get-Socket -Port $ports))
    }
}

Describe 'The list' {
    It 'has every property, in the order of the columns of a CSV' {
        $row = Get-Socket -Cookie (Get-Cookie $client) -Detailed
        $list = ($row | Format-List | Out-String -Width 200) -split "`n" | Where-Object { $_ -match '^(\w+) +:' } | ForEach-Object { $Matches[1] }
        $list | Should -Be $row.PSObject.Properties.Name
    }
    It 'has the true addresses' -Skip:(-not (Test-IPv6)) -Tag 'needs IPv6' {
        Get-Socket -Cookie (Get-Cookie $dual) | Format-List | Out-String | Should -Match 'LocalAddress +: ::\s'
    }
}

Describe 'On a terminal of <Columns> columns' -Skip:(-not $hasTerminal) -Tag 'needs script and stty' -ForEach @{ Columns = 80 }, @{ Columns = 200 } {
    BeforeAll {
        # A terminal of its own (script), without what forbids colours.
        $closing = New-Listener
        $closeWait = New-Client -Port (Get-Port $closing)
        (Receive-Connection $closing).Shutdown('Send')
        $null = Wait-Until { Get-Socket -Cookie (Get-Cookie $closeWait) -State CloseWait }
        $long = if (Test-Address 2001:db8:1111:2222:3333:4444:5555:6666) { New-Listener 2001:db8:1111:2222:3333:4444:5555:6666 }
        $shell = (Get-ShellCommand | ForEach-Object { "'$_'" }) -join ' '
        Set-Content "$TestDrive/terminal.sh" "stty rows 50 cols $Columns; exec env -u NO_COLOR TERM=xterm $shell -Command `"Import-Module '$(Get-ModulePath)'; Get-Socket -Port $(@($ports; Get-Port $closing; if ($long) { Get-Port $long }) -join ',') -WarningAction Ignore`""
        $screen = ($null | script -qec "bash $TestDrive/terminal.sh" /dev/null) -split "`r?`n"
        $plain = $screen -replace "`e\[[0-9;?]*[a-zA-Z]"
    }

    It 'fits' { ($plain | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Columns }
    It 'wants attention for CLOSE-WAIT' { $screen -match "`e\[[0-9;]+mCloseWait`e\[0m" | Should -HaveCount 1 }
    It 'wants attention for a full accept queue' { $screen -match "`e\[[0-9;]+m1/0`e\[0m" | Should -HaveCount 1 }
    It 'colours no other row' { ($screen | Where-Object { $_ -match '\d:\d' -and $_ -notmatch 'CloseWait|1/0' }) -match "`e\[[0-9;]*[1-9]" | Should -BeNullOrEmpty }
    It 'shortens an IPv6 address in its middle where there is no room, and its port never' -Skip:(-not $hasLongAddress) -Tag 'needs root and a network namespace, where lo has a long address' {
        $address = $Columns -lt 200 ? '2001:\S*…\S*:6666' : '2001:db8:1111:2222:3333:4444:5555:6666'
        $plain -match " \[$address\]:$(Get-Port $long) " | Should -HaveCount 1
    }
    It 'still has every IPv4 end in full' { $plain -match " $(EndOf $client) +$(EndOf $server) " | Should -HaveCount 1 }
}
