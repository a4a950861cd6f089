# How things are measured: statements in a shell that stays, or in a new one; programs as whole processes.

# Root keeps what it needs to see every process's descriptors (CAP_SYS_PTRACE) and loses what loads BPF programs.
$withoutBpf = 'setpriv', '--bounding-set', '-bpf,-perfmon,-sys_admin'

function Get-ShellCommand([string] $In) { @(if ($In -eq 'WithoutBpf') { $withoutBpf }) + $pwsh + '-NoProfile', '-NonInteractive' }

function Open-Shell([string] $In) {
    $command = (Get-ShellCommand $In) + '-File', "$PSScriptRoot/shell.ps1"
    $start = [Diagnostics.ProcessStartInfo]@{ FileName = $command[0]; RedirectStandardInput = $true; RedirectStandardOutput = $true }
    $command | Select-Object -Skip 1 | ForEach-Object { $start.ArgumentList.Add($_) }
    [Diagnostics.Process]::Start($start)
}

function Close-Shell($Shell) {
    $Shell.StandardInput.Close()
    $Shell.WaitForExit()
}

# Runs a statement until all of it is compiled for speed, which what was called 30 times is; a second is enough for what is slow.
function Invoke-Warmly($Shell, [string] $Statement) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    for ($time = 0; $time -lt 2 -or ($time -lt 40 -and $watch.Elapsed.TotalSeconds -lt 1); $time++) { $null = Measure-Statement $Shell $Statement }
}

# Where owners come from there, in the words of -Verbose; of the second listing, because the first may be in more of a hurry.
function Get-OwnerSource([string] $In) {
    $program, $arguments = Get-ShellCommand $In
    $listen = '(Get-Socket -Protocol Tcp -State Listen -Verbose 4>&1).Where{ $_ -is [Management.Automation.VerboseRecord] -and $_ -like "Owners: *" }.Message'
    & $program @arguments -c "`$null = $listen; $listen"
}

function Measure-Statement($Shell, [string] $Statement, [bool] $Answers) {
    $Shell.StandardInput.WriteLine((ConvertTo-Json -Compress @{ Statement = $Statement; Answers = $Answers }))
    $number = $Shell.StandardOutput.ReadLine()
    if ($number -notmatch '^[\d.E+-]+$') { throw "$Statement $number" }
    [double] $number
}

# A whole process, its start included, as anyone who runs it pays for it. bash takes the time, because starting a process from
# here would add milliseconds of our own. Null where it takes longer than the limit.
function Measure-Program([string] $CommandLine, [int] $LimitSeconds = 600) {
    $microseconds = timeout $LimitSeconds bash -c @"
        start=`$EPOCHREALTIME
        { $CommandLine; } > /dev/null || exit
        end=`$EPOCHREALTIME
        echo `$((`${end//[!0-9]/} - `${start//[!0-9]/}))
"@
    if ($LASTEXITCODE -eq 124) { return $null }
    if ($LASTEXITCODE -ne 0) { throw "$CommandLine ended with $LASTEXITCODE." }
    [double] $microseconds / 1000
}

# The number that a program prints first.
function Read-Program([string] $CommandLine) {
    $answer = bash -c $CommandLine
    if ($LASTEXITCODE -ne 0) { throw "$CommandLine ended with $LASTEXITCODE." }
    [double] (-split $answer)[0]
}

# A new pwsh: what its whole life takes, or what it answers.
function Measure-Fresh([string] $In, [string] $Statement, [bool] $Answers) {
    $env:STATEMENT = $Statement
    $commandLine = ($freshShells[$In] | ForEach-Object { "'$_'" }) + '-NoProfile', '-NonInteractive', '-c', '"$STATEMENT"' -join ' '
    if ($Answers) { Read-Program $commandLine } else { Measure-Program $commandLine }
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    $last = $sorted.Count - 1
    ($sorted[[Math]::Floor($last / 2)] + $sorted[[Math]::Ceiling($last / 2)]) / 2
}

# Whether ours less theirs counts, not their ratio.
function Test-Difference($Against) { $Against.Difference -or "$($Against.Budget)" -like '+*' }

# One measure of a row or of what it is measured against.
function Measure-Once($What, [hashtable] $Row, $Shell) {
    if ($What.Program) {
        if ($What.Reports) { return Read-Program $What.Program }
        return (Measure-Program $What.Program) ?? $(throw "$($What.Program) took longer than ten minutes.")
    }
    if ($freshShells.Contains("$($Row.In)")) { return Measure-Fresh $Row.In $What.Statement ([bool] $Row.Answers) }
    Measure-Statement $Shell $What.Statement ([bool] $Row.Answers)
}

# Ours, theirs, the other's, ours, theirs, the other's ...: whatever the machine does meanwhile, it does to all of them.
# What is quick has more turns, what takes more than 20 s has one.
function Measure-Row([hashtable] $Row) {
    $shell = if (-not $freshShells.Contains("$($Row.In)")) { Open-Shell $Row.In }
    try {
        $measured = @($Row) + @($Row.Against | Where-Object { $_.Program -or $_.Statement })
        $numbers = @($measured | ForEach-Object { , [Collections.Generic.List[double]]::new() })
        $isSlow = @($measured | ForEach-Object { $false })
        if ($shell -and -not $Row.Answers) {
            foreach ($what in $measured | Where-Object Statement) { Invoke-Warmly $shell $what.Statement }
        }
        # A small difference of two large numbers needs more turns to show than their ratio does.
        $turns = $Repeat * ($Row.Against.Where{ Test-Difference $_ } ? 3 : 1)
        $watch = [Diagnostics.Stopwatch]::StartNew()
        for ($turn = 0; $turn -lt $turns -or ($turn -lt 10 * $Repeat -and $watch.Elapsed.TotalSeconds -lt 2); $turn++) {
            for ($i = 0; $i -lt $measured.Count; $i++) {
                if ($isSlow[$i]) { continue }
                $start = $watch.Elapsed
                $numbers[$i].Add((Measure-Once $measured[$i] $Row $shell))
                $isSlow[$i] = ($watch.Elapsed - $start).TotalSeconds -gt 20
            }
        }
        $medians = @($numbers | ForEach-Object { Get-Median $_ })
        $next = 1
        [pscustomobject]@{
            Row      = $Row
            Ours     = $medians[0]
            Turns    = $numbers[0].Count
            Against  = @(foreach ($against in $Row.Against) {
                    @{ What = $against; Theirs = if ($against.Program -or $against.Statement) { $medians[$next++] } }
                })
        }
    }
    finally { if ($shell) { Close-Shell $shell } }
}
