# The inner half of bench.ps1, run by it in a network namespace of its own.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [int] $Sockets,
    [Parameter(Mandatory)] [int] $Repeat,
    [string] $Only = '*'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture   # the same numbers in results.md everywhere
$env:PATH = "$PSScriptRoot/bin:$env:PATH"

# What is measured: a statement, and the program that does the same work. Aim is the ratio that we want
# to stay under; without it the ratio is only shown. Once is for programs too slow to wait for again.
$rows = @(
    @{
        Statement = { $x = Get-Socket -Protocol Tcp -SkipOwner }
        Against   = 'ss -tanH'
        Aim       = 1.0
    }
    @{
        Statement = { $x = Get-Socket -Protocol Tcp; foreach ($s in $x) { $null = $s.ProcessId } }
        Against   = 'ss -tanHp'
        Aim       = 0.2
        Once      = $true
    }
    @{
        Statement = { $x = Get-Socket -Protocol Tcp; foreach ($s in $x) { $null = $s.ProcessId } }
        Against   = 'links'
    }
    @{
        Statement = { $x = Get-TcpInfo -SkipOwner }
        Against   = 'ss -tanHi'
        Aim       = 0.5
    }
    @{
        Statement = { $x = Get-SocketSummary -Protocol Tcp -GroupBy State }
        Against   = 'floor'
        Aim       = 1.3
    }
    @{
        Statement = { $x = Get-SocketSummary -Protocol Tcp -GroupBy RemoteAddress }
        Against   = 'floor'
        Aim       = 1.3
    }
).Where{ "$($_.Statement)" -like $Only }

function Measure-Statement([scriptblock] $Statement) {
    # What the last run left behind is not this run's cost.
    [GC]::Collect()
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Statement
    $watch.Elapsed.TotalMilliseconds
}

# A whole process, its start included, as anyone who runs it pays for it. bash takes the time, because
# starting a process from here would add milliseconds of our own.
function Measure-Program([string] $CommandLine) {
    $microseconds = bash -c @"
        start=`$EPOCHREALTIME; $CommandLine > /dev/null && end=`$EPOCHREALTIME &&
        echo `$((`${end//[!0-9]/} - `${start//[!0-9]/}))
"@
    [double] $microseconds / 1000
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    $last = $sorted.Count - 1
    ($sorted[[Math]::Floor($last / 2)] + $sorted[[Math]::Ceiling($last / 2)]) / 2
}

# Row, program, floor, row, program, floor ...: whatever the machine does meanwhile, it does to all of them.
function Measure-Row([hashtable] $Row) {
    $ours = @(); $theirs = @(); $floor = @()
    $null = & $Row.Statement   # warm
    foreach ($turn in 1..$Repeat) {
        $ours += Measure-Statement $Row.Statement
        if ($turn -eq 1 -or -not $Row.Once) { $theirs += Measure-Program $Row.Against }
        $floor += Measure-Program 'floor'
    }
    [pscustomobject]@{
        Statement = "$($Row.Statement)".Trim()
        Ours      = Get-Median $ours
        Against   = $Row.Against
        Theirs    = Get-Median $theirs
        Floor     = Get-Median $floor
        Aim       = $Row.Aim
    }
}

function Format-Row($Row) {
    $aim = if ($null -ne $Row.Aim) { '<= {0:0.0##}' -f $Row.Aim }
    '| `{0}` | {1:n1} | `{2}` | {3:n1} | {4:0.000} | {5} | {6:n1} | {7:0.00} |' -f
        $Row.Statement.Replace('|', '\|'), $Row.Ours, $Row.Against, $Row.Theirs, ($Row.Ours / $Row.Theirs),
        $aim, $Row.Floor, ($Row.Ours / $Row.Floor)
}

function Get-Machine {
    $memory = [long] ((Get-Content /proc/meminfo -TotalCount 1) -replace '\D') / 1MB   # the file counts in KiB
    $gc = @(
        "server $([Runtime.GCSettings]::IsServerGC)"
        "latency mode $([Runtime.GCSettings]::LatencyMode)"
        Get-ChildItem env: | Where-Object Name -match '^DOTNET_gc' | ForEach-Object { "$($_.Name)=$($_.Value)" }
    )
    "- Machine: $(nproc) processors, $($memory.ToString('n1')) GiB, $((lscpu) -match '^Model name' -replace '^.*?:\s*')"
    "- Kernel: $(uname -srm)"
    "- $(ss -V)"
    "- PowerShell $($PSVersionTable.PSVersion), $([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription)"
    "- GC: $($gc -join ', ')"
}

$module = Get-ChildItem "$PSScriptRoot/../out/PSSocketStats" -Directory -ErrorAction Ignore |
    Sort-Object { [version] $_.Name } | Select-Object -Last 1
if (-not $module) { throw 'There is no module in out/PSSocketStats: run build.ps1 first.' }
Import-Module "$module/PSSocketStats.psd1"

ip link set lo up
# More ports to choose from, so that connecting finds a free one sooner.
[IO.File]::WriteAllText('/proc/sys/net/ipv4/ip_local_port_range', '1024 65535')

$hold = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]@{
    FileName               = "$PSScriptRoot/bin/hold"
    Arguments              = $Sockets
    RedirectStandardInput  = $true
    RedirectStandardOutput = $true
})
try {
    $ready = $hold.StandardOutput.ReadLine()
    if ($ready -notmatch '^ready (\d+)$') { throw "hold could not open $Sockets sockets." }
    $opened = [int] $Matches[1]
    $listed = @(Get-Socket -Protocol Tcp -SkipOwner).Count
    $results = foreach ($row in $rows) {
        Write-Host "$($row.Statement)".Trim() 'against' $row.Against
        Measure-Row $row
    }
}
finally {
    $hold.StandardInput.Close()   # which ends it
    $hold.WaitForExit()
}

$report = @(
    '# Results'
    ''
    "$($opened.ToString('n0')) TCP sockets open, $($listed.ToString('n0')) listed by Get-Socket; medians of $Repeat."
    ''
    Get-Machine
    ''
    '| statement | ms | against | ms | ratio | aim | floor, ms | ratio to floor |'
    '| --- | ---: | --- | ---: | ---: | --- | ---: | ---: |'
    $results | ForEach-Object { Format-Row $_ }
)
if ($Only -eq '*') { $report | Set-Content "$PSScriptRoot/results.md" }
$report
