# Where the process may have no further descriptor, or no further thread: each command answers rightly, or says what is lacking.

BeforeDiscovery { Import-Module "$PSScriptRoot/support/RealSockets.psm1" }

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"

    # What the shell runs that is limited. The limits are set by the shell itself, because a program that sets them needs descriptors, and makes the shell start threads.
    $prologue = @'
        Add-Type 'using System.Runtime.InteropServices; public static class Limits {
            [DllImport("libc")] static extern int getrlimit(int resource, long[] limits);
            [DllImport("libc")] static extern int setrlimit(int resource, long[] limits);
            public static void Set(int resource, long soft) {
                var limits = new long[2];
                getrlimit(resource, limits);
                limits[0] = soft < 0 ? limits[1] : System.Math.Min(soft, limits[1] < 0 ? soft : limits[1]);
                if (setrlimit(resource, limits) != 0) throw new System.InvalidOperationException("setrlimit");
            } }'
        $nofile = 7; $nproc = 6
        # What an answer says: its number of rows, its errors and warnings in short.
        function Ask([scriptblock] $ask) {
            $failure = $null
            try { $all = @(& $ask 2>&1 3>&1) } catch { $all = @(); $failure = $_ }
            $errors = @($all.Where{ $_ -is [System.Management.Automation.ErrorRecord] }) + @($failure).Where{ $_ }
            $warnings = @($all.Where{ $_ -is [System.Management.Automation.WarningRecord] })
            [pscustomobject]@{
                Rows     = $all.Count - $all.Where{ $_ -is [System.Management.Automation.ErrorRecord] -or $_ -is [System.Management.Automation.WarningRecord] }.Count
                Errors   = ($errors.ForEach{ "$($_.FullyQualifiedErrorId -replace ',.*')/$($_.CategoryInfo.Category)" } | Select-Object -Unique) -join ' '
                Advice   = ($errors.ForEach{ $_.ErrorDetails.RecommendedAction } | Select-Object -Unique) -join ' '
                Warnings = $warnings -join ' '
            }
        }
'@
    # As JSON, because nothing can be written while nothing can be opened.
    function Invoke-Limited([string] $script) {
        $run = Invoke-Shell "$prologue`n$script"
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output | ConvertFrom-Json
    }
}

AfterAll { Close-Everything }

Describe 'A shell with few descriptors left' {
    BeforeAll {
        $answers = @(Invoke-Limited @'
            $cases = [ordered]@{
                'Get-Socket'         = { Get-Socket -LocalPort $port }
                '-ProcessId'         = { Get-Socket -ProcessId $PID -LocalPort $port }
                '-Protocol Unix'     = { Get-Socket -Protocol Unix -Inode $unix }
                '-Protocol Raw'      = { Get-Socket -Protocol Raw }
                '-Protocol Netlink'  = { Get-Socket -Protocol Netlink -ProcessId $PID }
                '-Protocol Xdp'      = { Get-Socket -Protocol Xdp }
                '-NetworkNamespace'  = { Get-Socket -NetworkNamespace $PID -LocalPort $port }
                '-IncludePeer'       = { Get-Socket -IncludePeer -LocalPort $port }
                'Get-TcpInfo'        = { Get-TcpInfo -LocalPort $port }
                'Get-TcpInfo again'  = { $kept | Get-TcpInfo }
                'Get-SocketSummary'  = { Get-SocketSummary }
                '-GroupBy Process'   = { Get-SocketSummary -GroupBy Process -LocalPort $port }
                'completion'         = { (TabExpansion2 "Get-Socket -LocalPort $port").CompletionMatches }
            }
            $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $listener.Start()
            $port = $listener.LocalEndpoint.Port
            $client = [System.Net.Sockets.TcpClient]::new()
            $client.Connect($listener.LocalEndpoint)
            $server = $listener.AcceptTcpClient()
            $end = [System.Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
            $end.Bind([System.Net.Sockets.UnixDomainSocketEndPoint]::new("`0shortage-$PID"))
            $unix = [long] ([System.IO.FileInfo]::new("/proc/self/fd/$($end.Handle)").LinkTarget -replace '\D')
            $kept = @(Get-Socket -LocalPort $port -State Established)
            # Free numbers below the limit are what counts; opened ones leave holes.
            function Taken { @([System.IO.Directory]::GetFileSystemEntries('/proc/self/fd').ForEach{ [int] (Split-Path $_ -Leaf) }) }
            foreach ($case in $cases.Values) { $null = Ask $case }
            $whole = @{}
            foreach ($name in $cases.Keys) { $whole[$name] = Ask $cases[$name] }
            # Of the kinds that a command opens: the shell keeps others of its own (pipes, events, assemblies) as it goes.
            function Ours { [gc]::Collect(); [gc]::WaitForPendingFinalizers(); @([System.IO.Directory]::GetFiles('/proc/self/fd').ForEach{ [System.IO.FileInfo]::new($_).LinkTarget } -match '^socket:|^/proc|^/sys').Count }
            $before = Ours
            $answers = foreach ($left in 0..12) {
                foreach ($name in $cases.Keys) {
                    $taken = Taken
                    $limit = @(0..($taken.Count + 20)).Where{ $_ -notin $taken }[$left]
                    if ($null -eq $limit) { throw 'no such number' }
                    [Limits]::Set($nofile, $limit)
                    try { $answer = Ask $cases[$name] } finally { [Limits]::Set($nofile, -1) }
                    $answer | Add-Member @{ Name = $name; Left = $left; Whole = $whole[$name].Rows; WholeErrors = $whole[$name].Errors; WholeWarnings = $whole[$name].Warnings } -PassThru
                }
            }
            [pscustomobject]@{ Answers = @($answers); Leaked = (Ours) - $before } | ConvertTo-Json -Depth 4 -Compress
'@)
    }

    It 'was asked with each number' { @($answers.Answers | Group-Object Left -NoElement).ForEach{ $_.Count } | Should -Be (@(13) * 13) }

    It 'gives every command either the whole answer or a word of what is lacking' {
        $wrong = $answers.Answers | Where-Object {
            $isWhole = $_.Rows -eq $_.Whole -and $_.Errors -eq $_.WholeErrors -and $_.Warnings -eq $_.WholeWarnings
            $isSaid = $_.Errors -eq 'OutOfDescriptors/ResourceUnavailable' -and $_.Advice -like '*ulimit -n*' -or $_.Warnings -like '*descriptor*ulimit -n*'
            -not ($isWhole -or $isSaid -or $_.Name -eq 'completion') # which is silent
        }
        $wrong | ForEach-Object { "$($_.Left) left, $($_.Name): $($_.Rows) of $($_.Whole) rows, $($_.Errors) $($_.Warnings)" } | Should -BeNullOrEmpty
    }

    It 'says so where none is left at all: <_>' -ForEach 'Get-Socket', '-ProcessId', '-NetworkNamespace', 'Get-TcpInfo', 'Get-TcpInfo again', 'Get-SocketSummary' {
        $name = $_
        ($answers.Answers | Where-Object { $_.Left -eq 0 -and $_.Name -eq $name }).Errors | Should -Be OutOfDescriptors/ResourceUnavailable
    }

    It 'answers all with twelve' { $answers.Answers | Where-Object { $_.Left -eq 12 -and ($_.Rows -ne $_.Whole -or $_.Errors -ne $_.WholeErrors) } | Should -BeNullOrEmpty }
    It 'has not lost any' { $answers.Leaked | Should -BeLessOrEqual 0 }
}

Describe 'A shell that may start no thread' -Skip:(Test-Root) -Tag 'RLIMIT_NPROC does not hold for root' {
    It 'answers all the same: <_>' -ForEach @(
        'Get-Socket -LocalPort $port', 'Get-Socket -ProcessId $PID -LocalPort $port', 'Get-Socket -IncludePeer -LocalPort $port', 'Get-TcpInfo -LocalPort $port'
        'Get-SocketSummary', 'Get-SocketSummary -GroupBy Process -LocalPort $port'
    ) {
        $run = Invoke-Limited @"
            `$listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            `$listener.Start()
            `$port = `$listener.LocalEndpoint.Port
            `$client = [System.Net.Sockets.TcpClient]::new()
            `$client.Connect(`$listener.LocalEndpoint)
            `$whole = (Ask { $_ }).Rows
            [Limits]::Set(`$nproc, 1)
            try { [System.Threading.Thread]::new([System.Threading.ThreadStart] { }).Start(); `$isLimited = `$false } catch { `$isLimited = `$true }
            `$answer = Ask { $_ }
            [Limits]::Set(`$nproc, -1)
            `$answer | Add-Member @{ Whole = `$whole; IsLimited = `$isLimited } -PassThru | ConvertTo-Json -Compress
"@
        $run.IsLimited | Should -BeTrue
        $run.Errors | Should -BeNullOrEmpty
        $run.Whole | Should -BeGreaterThan 0
        $run.Rows | Should -Be $run.Whole
    }
}
