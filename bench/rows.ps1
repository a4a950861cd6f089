# What is measured, as data. A row is a statement of ours in a crowd of sockets, and what it is measured against.
#
# Name      what -Row finds it by
# Crowd     the sockets that are open meanwhile: a key of $crowds in crowds.ps1
# Statement what is measured; what it takes, or with Answers the number that it answers
# In        Warm (the default): a PowerShell that has run it twice. WithoutBpf: the same, without the privilege to load BPF
#           programs, so that owners come from /proc. Fresh: a new pwsh each time, its start included. Compiled: the same, compiled ahead
# Answers   the statement's answer is the measure, not its time. Unit: of the answer; without it milliseconds
# Text      what the table shows where the statement is long
# Against   each a Program (a command line of bash, the whole process) or a Statement (In and Answers are the row's), and how we want to
#           compare. Reports: the number that the program prints first is the measure. Text: shown in its place
#           Difference: ours less theirs is shown, not the ratio
# Budget    the design's; Least: what must be reached. 0.5 is our measure by theirs; '+50' ours less theirs; '<5' ours alone
# Readme    the row of README's table that is made of this comparison
#
# Whoever takes more than 20 s is measured once, everything else in turns.

$owners = 'foreach ($s in $x) { $null = $s.ProcessId }'
$peak = "[long] (-split (Select-String '^VmHWM' /proc/self/status).Line)[1] / 1KB"

# Bytes that stay for each object: read by the core itself, so without the shell's wrapper, into a list whose references are not counted.
$kept = {
    param([string] $Method)
    function Read { , [Collections.Generic.List[SockDiag.Socket]]::new([SockDiag.SocketTable]::$Method($query)) }
    function Use {
        [GC]::Collect(2, 'Forced', $true, $true)
        $heap = [GC]::GetGCMemoryInfo('FullBlocking')
        $heap.HeapSizeBytes - $heap.FragmentedBytes
    }
    $query = [SockDiag.SocketQuery]::new([SockDiag.SocketProtocol[]] 'Tcp')
    $query.SkipOwners = $true
    $null = Read # what is made once is made now
    $before = Use
    $sockets = Read
    ((Use) - $before - [IntPtr]::Size * $sockets.Capacity) / $sockets.Count
}

# How long Stop, which is what Ctrl+C calls, takes to return in the middle of a dump.
$stop = {
    param([string] $Command)
    $session = [initialsessionstate]::CreateDefault2()
    $session.ImportPSModule('PSSocketStats')
    $shell = [powershell]::Create($session).AddScript($Command)
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
    while ($output.Count -lt 1000 -and -not $running.IsCompleted) { $null = [Threading.Thread]::Yield() }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $shell.Stop()
    $watch.Elapsed.TotalMilliseconds
    $shell.Runspace.Dispose()
    $shell.Dispose()
}

# A call that completes has read the owners. What it is held against is the shell's own part: a module with two tables whose one cmdlet does nothing.
$nothing = @{ Statement = 'Import-Module OneCmdlet; $x = Get-Nothing'; Budget = '+20' }

$rows = @(
    @{
        Name      = 'first call'
        Crowd     = 'Quiet'
        In        = 'Fresh'
        Statement = 'Import-Module PSSocketStats; $x = Get-Socket'
        Against   = @($nothing; @{ Statement = '1'; Difference = $true })
    }
    @{
        Name      = 'first call, compiled'
        Crowd     = 'Quiet'
        In        = 'Compiled'
        Statement = 'Import-Module PSSocketStats; $x = Get-Socket'
        Against   = @($nothing; @{ Statement = '1'; Budget = '+80' })
    }
    @{
        Name      = 'first call, printed'
        Crowd     = 'Quiet'
        In        = 'Fresh'
        Statement = 'Import-Module PSSocketStats; Get-Socket'
        Against   = @(@{ Statement = 'Get-Process -Id $PID'; Budget = '+40' })
    }
    @{
        Name      = 'warm call'
        Crowd     = 'Quiet'
        Statement = "`$x = Get-Socket; $owners"
        Against   = @(@{ Program = 'ss -tunap'; Budget = 1.0 })
    }
    @{
        Name      = 'warm call, in use'
        Crowd     = 'Usual'
        Statement = "`$x = Get-Socket; $owners"
        Against   = @(@{ Program = 'ss -tunap' })
    }

    @{
        Name      = 'all'
        Crowd     = 'Connections'
        Statement = '$x = Get-Socket -Protocol Tcp -SkipOwner'
        Against   = @(
            @{ Program = 'ss -tanH'; Budget = 0.5; Least = 0.65; Readme = 'all of them, without owners' }
            @{ Program = 'floor'; Budget = 1.2 }
        )
    }
    @{
        Name      = 'all, with owners'
        Crowd     = 'Connections'
        Statement = "`$x = Get-Socket -Protocol Tcp; $owners"
        Against   = @(
            @{ Statement = '$x = Get-Socket -Protocol Tcp -SkipOwner'; Budget = 1.6 }
            @{ Program = 'ss -tanH'; Least = 1.0 }
            @{ Program = 'ss -tanHp'; Budget = 0.005; Least = 0.01; Readme = 'all of them, with owners, as root' }
            @{ Program = 'floor' }
            @{ Program = 'iterator'; Reports = $true }
        )
    }
    @{
        Name      = 'all, with owners from /proc'
        Crowd     = 'Connections'
        In        = 'WithoutBpf'
        Statement = "`$x = Get-Socket -Protocol Tcp; $owners"
        Against   = @(@{ Program = 'links'; Budget = 1.0; Least = 1.2 })
    }
    @{
        Name      = 'tcp_info'
        Crowd     = 'Connections'
        Statement = '$x = Get-TcpInfo -SkipOwner'
        Against   = @(
            @{ Program = 'ss -tanHi'; Budget = 0.333; Least = 0.4; Readme = "the kernel's bookkeeping of each" }
            @{ Program = 'floor b36 e' } # the states that have a tcp_info; it, Vegas' block and the congestion control's name
        )
    }
    @{
        Name      = 'groups of states'
        Crowd     = 'Connections'
        Statement = '$x = Get-SocketSummary -Protocol Tcp -GroupBy State'
        Against   = @(@{ Program = 'floor'; Budget = 1.15 })
    }
    @{
        Name      = 'groups of peers'
        Crowd     = 'Connections'
        Statement = '$x = Get-SocketSummary -Protocol Tcp -GroupBy RemoteAddress'
        Against   = @(@{ Program = 'floor'; Budget = 1.15 })
    }
    @{
        Name      = 'one peer port'
        Crowd     = 'Connections'
        Statement = '$x = Get-Socket -Protocol Tcp -RemotePort $env:PORT -SkipOwner'
        Against   = @(@{ Program = 'ss -tanH dport = :$PORT'; Budget = 1.0; Least = 1.1; Readme = 'those of one peer port' })
    }
    @{
        Name      = 'listeners'
        Crowd     = 'Connections'
        Statement = '$x = Get-Socket -State Listen -SkipOwner'
        Against   = @(@{ Program = 'ss -tlnH'; Budget = '<5'; Least = 0.05; Readme = 'the listeners among them' })
    }
    @{
        Name      = 'listeners, with owners'
        Crowd     = 'Connections'
        Statement = "`$x = Get-Socket -State Listen; $owners"
        Against   = @(
            @{ Program = 'iterator'; Reports = $true; Budget = 1.5 }
            @{ Program = 'ss -tlnHp' }
        )
    }
    @{
        Name      = 'listeners, with owners from /proc'
        Crowd     = 'Connections'
        In        = 'WithoutBpf'
        Statement = "`$x = Get-Socket -State Listen; $owners"
        Against   = @(@{ Program = 'links'; Budget = 1.5 })
    }
    @{
        Name      = 'first object'
        Crowd     = 'Connections'
        Statement = '$x = Get-Socket -Protocol Tcp -SkipOwner | Select-Object -First 1'
        Against   = @(@{ Program = 'ss -tanH | head -n 1' })
    }
    @{
        Name      = 'first object, with owners'
        Crowd     = 'Connections'
        Statement = '$x = Get-Socket -Protocol Tcp | Select-Object -First 1'
        Against   = @(@{ Program = 'ss -tanH | head -n 1' })
    }
    @{
        Name      = 'Ctrl+C'
        Crowd     = 'Connections'
        Text      = 'Ctrl+C in `Get-Socket -Protocol Tcp -SkipOwner`'
        Answers   = $true
        Statement = "& { $stop } 'Get-Socket -Protocol Tcp -SkipOwner'"
    }
    @{
        Name      = 'Ctrl+C, with owners'
        Crowd     = 'Connections'
        Text      = 'Ctrl+C in `Get-Socket -Protocol Tcp`'
        Answers   = $true
        Statement = "& { $stop } 'Get-Socket -Protocol Tcp'"
    }
    @{
        Name      = 'bytes a socket'
        Crowd     = 'Connections'
        Text      = 'memory kept for each `TcpSocket`'
        Answers   = $true
        Unit      = 'bytes'
        Statement = "& { $kept } Read"
        Against   = @(@{ Budget = '<136' })
    }
    @{
        Name      = 'bytes a tcp_info'
        Crowd     = 'Connections'
        Text      = 'memory kept for each `TcpInfo`'
        Answers   = $true
        Unit      = 'bytes'
        Statement = "& { $kept } ReadTcpInfo"
        Against   = @(@{ Budget = '<420' })
    }
    @{
        Name      = 'peak'
        Crowd     = 'Connections'
        In        = 'Fresh'
        Text      = 'peak memory of a pwsh that keeps all in `$x`'
        Answers   = $true
        Unit      = 'MiB'
        Statement = "Import-Module PSSocketStats; `$x = Get-Socket -Protocol Tcp; $owners; $peak"
        Against   = @(@{ Statement = $peak; Text = 'a bare pwsh' })
    }
    @{
        Name      = 'peak of a pipeline'
        Crowd     = 'Connections'
        In        = 'Fresh'
        Text      = 'peak memory of a pwsh that pipes all to `Out-Null`'
        Answers   = $true
        Unit      = 'MiB'
        Statement = "Import-Module PSSocketStats; Get-Socket -Protocol Tcp -SkipOwner | Out-Null; $peak"
        Against   = @(@{ Statement = $peak; Text = 'a bare pwsh' })
    }

    @{
        Name      = 'many processes'
        Crowd     = 'Processes'
        Statement = "`$x = Get-Socket -Protocol Tcp; $owners"
        Against   = @(
            @{ Program = 'ss -tanHp' }
            @{ Program = 'links' }
            @{ Program = 'iterator'; Reports = $true }
        )
    }
    @{
        Name      = 'many processes, from /proc'
        Crowd     = 'Processes'
        In        = 'WithoutBpf'
        Statement = "`$x = Get-Socket -Protocol Tcp; $owners"
        Against   = @(@{ Program = 'links' })
    }

    @{
        Name      = 'unix'
        Crowd     = 'Unix'
        Statement = '$x = Get-Socket -Protocol Unix -SkipOwner'
        Against   = @(@{ Program = 'ss -xaH'; Budget = 1.0 })
    }
    @{
        Name      = 'unix, with peers'
        Crowd     = 'Unix'
        Statement = '$x = Get-Socket -Protocol Unix -SkipOwner; foreach ($s in $x) { $null = $s.PeerPath }'
        Against   = @(@{ Program = 'ss -xaH' })
    }
    @{
        Name      = 'unix, by path'
        Crowd     = 'Unix'
        Statement = "`$x = Get-Socket -Protocol Unix -SkipOwner -Path '@nobody*'"
        Against   = @(@{ Program = 'ss -xaH src @nobody*' })
    }

    @{
        Name      = 'namespaces'
        Crowd     = 'Namespaces'
        Statement = '$x = Get-Socket -NetworkNamespace * -WarningAction Ignore -SkipOwner'
        Against   = @(@{ Program = 'enter'; Budget = 2.0 })
    }
    @{
        Name      = 'namespaces, with owners'
        Crowd     = 'Namespaces'
        Statement = "`$x = Get-Socket -NetworkNamespace * -WarningAction Ignore; $owners"
        Against   = @(@{ Program = 'enter' })
    }
    @{
        Name      = 'namespaces, one port'
        Crowd     = 'Namespaces'
        Statement = '$x = Get-Socket -NetworkNamespace * -WarningAction Ignore -Listening -LocalPort 8080'
        Against   = @(@{ Program = 'enter' })
    }
)

# Measured at each size of the table and of the chart. Who takes longer than Patience seconds is not asked at larger sizes.
# Budget: the power of the number of sockets with which it may grow; the design wants linear growth, and a tenth is left to caches and chance.
$growth = @(
    @{ Name = 'Get-Socket -SkipOwner'; Statement = '$x = Get-Socket -Protocol Tcp -SkipOwner'; Budget = 1.1; Color = '#2f81f7' }
    @{ Name = 'ss -tanH'; Program = 'ss -tanH'; Color = '#d29922' }
    @{ Name = 'Get-Socket, with owners'; Statement = "`$x = Get-Socket -Protocol Tcp; $owners"; Budget = 1.1; Color = '#2da44e' }
    @{ Name = 'Get-Socket, owners by /proc'; In = 'WithoutBpf'; Statement = "`$x = Get-Socket -Protocol Tcp; $owners"; Budget = 1.1; Color = '#8250df' }
    @{ Name = 'ss -tanHp'; Program = 'ss -tanHp'; Patience = 20; Color = '#e5534b' }
    @{ Name = 'netstat -tanp'; Program = 'netstat -tanp'; Patience = 60; Color = '#bc6c25' }
    @{ Name = 'lsof -nP -i'; Program = 'lsof -nP -i'; Patience = 60; Color = '#8a8f98' }
)
