# Get-Socket in pipelines that end early: by Ctrl+C, by a command that has enough, by break or an error.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $mayBeNameServer = (Test-Alone) -and (Get-Content /etc/resolv.conf -ErrorAction Ignore) -eq 'nameserver 127.0.0.1' -and (Test-Address 127.0.0.1 -Port 53)
    $maySpendSockets = (Test-Alone) -and [int] (bash -c 'ulimit -Hn' | ForEach-Object { $_ -replace 'unlimited', '1000000' }) -ge 12000
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $few = New-Listener
    $client = New-Client -Port (Get-Port $few)

    # What a listing may leave behind in this process. The shell's own threads come and go, and open files for a moment: what stays counts.
    # Of the kinds that a listing opens: the shell keeps others of its own (pipes, events) as it goes.
    function Descriptors { @([System.IO.Directory]::GetFiles('/proc/self/fd').ForEach{ [System.IO.FileInfo]::new($_).LinkTarget } -match '^socket:|^/proc|^/sys').Count }
    function ShouldLeaveNothing([int] $descriptors) {
        $left = { Get-Content /proc/self/task/*/comm -ErrorAction Ignore | Where-Object { $_ -like 'SockDiag*' } }
        $null = Wait-Until { -not (& $left) -and (Descriptors) -le $descriptors }
    }

    # The same where nobody disposes of anything: the collector has to find out.
    function ShouldEndByItself([scriptblock] $loop) {
        $null = & $loop
        $before = Descriptors
        foreach ($time in 1..5) { $null = & $loop }
        $null = Wait-Until {
            [gc]::Collect()
            [gc]::WaitForPendingFinalizers()
            (Descriptors) -le $before -and -not (Get-Content /proc/self/task/*/comm -ErrorAction Ignore | Where-Object { $_ -like 'SockDiag*' })
        }
    }

    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule((Get-ModulePath))
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $reached = [System.Threading.ManualResetEventSlim]::new()
    $runspace.SessionStateProxy.SetVariable('reached', $reached)

    # Starts the script, stops it when it has set $reached and something is true here, and says how many milliseconds that took.
    function StopIn([string] $script, [scriptblock] $when = { $true }) {
        $reached.Reset()
        $shell = [powershell]::Create($runspace).AddScript($script)
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $run = $shell.BeginInvoke($output, $output)
        if (-not $reached.Wait(10000)) { throw "It did not come so far: $($shell.Streams.Error)" }
        $null = Wait-Until $when
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $clock.Elapsed.TotalMilliseconds
        $shell.InvocationStateInfo.State | Should -Be Stopped
        $shell.Dispose()
    }
}

AfterAll {
    $runspace.Dispose()
    Close-Everything
}

Describe 'A pipeline that ends early' {
    It 'leaves no thread and no descriptor: <_>' -ForEach @(
        { Get-Socket | Select-Object -First 1 }
        { Get-Socket -Protocol Tcp, Udp -SkipOwner | Select-Object -First 1 }
        { Get-Socket | Select-Object -First 1 -Wait }
        { foreach ($once in 1) { Get-Socket | ForEach-Object { break } } }
        { foreach ($socket in Get-Socket) { break } }
        { try { Get-Socket | ForEach-Object { throw 'downstream' } } catch { } }
        { $null = (Get-Socket | Select-Object -First 1).Owners }
        { (Get-Socket -ProcessId $PID | Select-Object -First 1).ProcessId }
    ) {
        $null = & $_ 3>$null # what is loaded once, is
        $before = Descriptors
        foreach ($time in 1..5) { $null = & $_ 3>$null }
        ShouldLeaveNothing $before
    }

    It 'gives its error to the caller' { { Get-Socket -Cookie (Get-Cookie $client) | ForEach-Object { throw 'downstream' } } | Should -Throw 'downstream' }

    It 'leaves the script running: <_>' -ForEach 'Get-Socket | Select-Object -First 1 | Out-Null', 'do { Get-Socket | ForEach-Object { break } } while ($false)', 'try { Get-Socket | ForEach-Object { throw 1 } } catch { }' {
        $run = Invoke-Shell "$_; 'after'; exit 7"
        $run.Output | Should -Be after
        $run.ExitCode | Should -Be 7
        $run.Errors | Should -BeNullOrEmpty
    }
}

Describe 'Ctrl+C in a listing of 20,000 sockets' -Skip:(-not $maySpendSockets) -Tag 'needs root, a network namespace and 12,000 descriptors' {
    BeforeAll {
        $ports = New-ManyConnections 10000
    }

    It 'has 20,000 sockets to list' { (Get-Socket -Port $ports -SkipOwner -State Established).Count | Should -Be 20000 }

    It 'leaves no thread and no descriptor when a command downstream has enough' {
        $before = Descriptors
        foreach ($time in 1..5) { $null = Get-Socket -Protocol Tcp | Select-Object -First 1 }
        ShouldLeaveNothing $before
    }

    # The reader is as far ahead as it may be, and waits for room.
    It 'leaves none when a loop over the core ends early: <_>' -ForEach @(
        { foreach ($socket in [SockDiag.SocketTable]::Read([SockDiag.SocketQuery]::new('Tcp'))) { break } }
        { [SockDiag.SocketTable]::Read([SockDiag.SocketQuery]::new('Tcp')) | Select-Object -First 1 }
    ) { ShouldEndByItself $_ }

    It 'is back within 100 ms, in one of three attempts: <Name>' -ForEach @(
        @{ Name = 'rows come out'; Script = '$row = 0; Get-Socket -Protocol Tcp | ForEach-Object { if (++$row -eq 1000) { $reached.Set() }; [System.Threading.Thread]::SpinWait(2000) }; throw "not stopped"' }
        @{ Name = 'rows come out, without owners'; Script = '$row = 0; Get-Socket -Protocol Tcp -SkipOwner | ForEach-Object { if (++$row -eq 1000) { $reached.Set() }; [System.Threading.Thread]::SpinWait(2000) }; throw "not stopped"' }
        @{ Name = 'rows are collected'; Script = '$reached.Set(); while ($true) { $rows = Get-Socket -Protocol Tcp }' }
        @{ Name = 'nothing comes out'; Script = '$reached.Set(); while ($true) { Get-Socket -Inode 4294967295 -SkipOwner }' }
        @{ Name = 'processes are looked into'; Script = '$reached.Set(); while ($true) { Get-Socket -ProcessId $PID -State Listen }' }
    ) {
        $before = Descriptors
        $times = 1..3 | ForEach-Object { StopIn $Script }
        ($times | Measure-Object -Minimum).Minimum | Should -BeLessThan 100
        ShouldLeaveNothing $before
    }
}

Describe 'A loop over the core that ends early' {
    # The shell disposes of no enumerator: what it held ends by itself when the collector has found out.
    It 'leaves no thread and no descriptor: <_>' -ForEach @(
        { foreach ($socket in [SockDiag.SocketTable]::Read([SockDiag.SocketQuery]::new('Tcp'))) { break } }
        { [SockDiag.SocketTable]::Read([SockDiag.SocketQuery]::new('Tcp')) | Select-Object -First 1 }
        { foreach ($info in [SockDiag.SocketTable]::ReadTcpInfo([SockDiag.SocketQuery]::new('Tcp'))) { break } }
    ) { ShouldEndByItself $_ }
}

Describe 'Ctrl+C while a name is looked up' -Skip:(-not $mayBeNameServer) -Tag 'needs root and a network namespace, with a name server that never answers' {
    BeforeAll { $silent = New-BoundSocket 127.0.0.1 -Port 53 }
    AfterAll { $silent.Dispose() }

    It 'is back within 100 ms, in one of three attempts' {
        $times = foreach ($name in 'nobody', 'knows', 'these') { # .NET asks for a name once at a time
            StopIn "`$reached.Set(); Get-Socket -RemoteAddress $name.test; throw 'not stopped'" { $silent.Available -gt 0 }
            while ($silent.Available) { $null = $silent.Receive([byte[]]::new(512)) }
        }
        ($times | Measure-Object -Minimum).Minimum | Should -BeLessThan 100
    }
}
