# How what takes how long grows with the sockets: the medians of three turns at each size.

$growthSizes = @(1000, 10000, 50000, 100000, 200000).Where{ $_ -lt $Sockets } + $Sockets
$growth = $growth.Where{ -not $_.Program -or (Get-Command (-split $_.Program)[0] -CommandType Application -ErrorAction Ignore) } # what is installed
$growthTimes = [ordered]@{} # of each size that was measured: milliseconds by the name of the series, as far as they were measured

function Measure-Growth($Crowd) {
    $shells = @{ Warm = Open-Shell 'Warm'; WithoutBpf = Open-Shell 'WithoutBpf' }
    try {
        $asked = @($growth | Where-Object {
                $name = $_.Name
                $longest = $growthTimes.Values | ForEach-Object { $_[$name] } | Measure-Object -Maximum
                -not $_.Patience -or ($longest.Count -eq $growthTimes.Count -and $longest.Maximum -lt 1000 * $_.Patience)
            })
        foreach ($series in $asked.Where{ $_.Statement }) { Invoke-Warmly $shells[$series.In ?? 'Warm'] $series.Statement }
        $numbers = @{}
        foreach ($turn in 1..3) {
            foreach ($series in $asked) {
                $known = $numbers[$series.Name] ??= [Collections.Generic.List[object]]::new()
                if ($series.Statement) { $known.Add((Measure-Statement $shells[$series.In ?? 'Warm'] $series.Statement)) }
                elseif ($known.Count -eq 0 -or $known[0] -lt 10000) { # once is enough of what is slow
                    $known.Add((Measure-Program $series.Program -LimitSeconds ($series.Patience ?? 600)))
                    if ($null -eq $known[0]) { $asked = $asked -ne $series; $null = $numbers.Remove($series.Name) }
                }
            }
        }
        $medians = @{}
        foreach ($name in $numbers.Keys) { $medians[$name] = Get-Median $numbers[$name] }
        $growthTimes["$($Crowd.Sockets)"] = $medians
    }
    finally { $shells.Values | ForEach-Object { Close-Shell $_ } }
}

# The power of the number of sockets with which a series grows, from 10,000 on (smaller tables cost what the kernel's hash costs); 1 is linear.
function Get-GrowthPower($Series) {
    $measured = @($growthTimes.Keys | Where-Object { [int] $_ -ge 10000 -and $null -ne $growthTimes[$_][$Series.Name] })
    if ($measured.Count -lt 2) { return }
    $from, $to = $measured[0, -1]
    [Math]::Log($growthTimes[$to][$Series.Name] / $growthTimes[$from][$Series.Name]) / [Math]::Log([double] $to / [double] $from)
}

function Format-Growth {
    "| sockets | $($growth.Name -join ' | ') |"
    "| ---: |$(' ---: |' * $growth.Count)"
    foreach ($size in $growthTimes.Keys) {
        $cells = foreach ($series in $growth) {
            $time = $growthTimes[$size][$series.Name]
            if ($null -ne $time) { Format-Number $time } else { '' }
        }
        "| $(([int] $size).ToString('n0')) | $($cells -join ' | ') |"
    }
    $powers = foreach ($series in $growth) {
        $power = Get-GrowthPower $series
        if ($null -eq $power) { '' } else { "n^$($power.ToString('0.00'))$(if ($series.Budget) { Format-Verdict $power $series.Budget })" }
    }
    "| from 10,000 on as | $($powers -join ' | ') |"
}
