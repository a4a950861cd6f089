# A PowerShell that stays: each line of its input is a statement, as {"Statement":"...","Answers":false}, and each line of its
# output a number: the milliseconds that the statement took, or what it answered.
$ErrorActionPreference = 'Stop'
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
Import-Module PSSocketStats

$statements = @{} # made once: a script block is compiled when it first runs
while ($null -ne ($line = [Console]::In.ReadLine())) {
    try {
        $order = ConvertFrom-Json $line
        if (-not $statements.Contains($order.Statement)) { $statements[$order.Statement] = [scriptblock]::Create($order.Statement) }
        $statement = $statements[$order.Statement]
        [GC]::Collect() # what the last run left behind is not this run's cost
        [GC]::WaitForPendingFinalizers()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $answer = & $statement
        $took = $watch.Elapsed.TotalMilliseconds
        [Console]::Out.WriteLine($(if ($order.Answers) { [double] $answer } else { $took }))
    }
    catch { [Console]::Out.WriteLine("failed: $_") }
}
