# What was measured, as text: the tables of results.md, and README's table, which is made of the same numbers.

function Format-Number([double] $Number) { $Number.ToString($(if ([Math]::Abs($Number) -ge 1000) { 'n0' } elseif ([Math]::Abs($Number) -ge 10) { 'n1' } else { 'n2' })) }

function Format-Measure([double] $Number, $Row) { "$(Format-Number $Number) $($Row.Unit ?? 'ms')" }

# How ours compares, in the way in which the limit asks: "<5" ours alone, "+50" ours less theirs, 0.5 ours by theirs.
function Compare-ToLimit($Limit, [double] $Ours, $Theirs) {
    $bound = [double] ("$Limit" -replace '[<+]')
    $measure = switch -Wildcard ("$Limit") {
        '<*' { $Ours }
        '+*' { $Ours - $Theirs }
        default { $Ours / $Theirs }
    }
    [pscustomobject]@{ Measure = $measure; Bound = $bound; IsMet = $measure -le $bound }
}

function Format-Verdict([double] $Measure, [double] $Bound) {
    if ($Measure -le $Bound) { ': met' } else { ": **missed by $(($Measure / $Bound - 1).ToString('p0'))**" }
}

function Format-Limit($Limit, $Row, [double] $Ours, $Theirs) {
    if ($null -eq $Limit) { return '' }
    $comparison = Compare-ToLimit $Limit $Ours $Theirs
    $unit = if ($Limit -is [string]) { " $($Row.Unit ?? 'ms')" }
    $sign = if ("$Limit" -like '+*') { '+' }
    "$sign$($comparison.Bound)${unit}$(Format-Verdict $comparison.Measure $comparison.Bound)"
}

function Format-Ratio($Against, [double] $Ours, $Theirs) {
    if ($null -eq $Theirs) { return '' }
    if (Test-Difference $Against) { return $($Ours -ge $Theirs ? '+' : '-') + (Format-Number ([Math]::Abs($Ours - $Theirs))) }
    ($Ours / $Theirs).ToString('0.000')
}

function Format-Code([string] $Text) { "``$($Text.Replace('|', '\|'))``" }

function Format-Statement($What, $Row) {
    if ($What.Text) { return $What.Text }
    if ($What.Program) { return (Format-Code $What.Program) + $(if ($What.Reports) { ', its reading' }) }
    if (-not $What.Statement) { return '' }
    switch ($Row.In) {
        Fresh { Format-Code "pwsh -NoProfile -c '$($What.Statement)'" }
        Compiled { "$(Format-Code "pwsh -NoProfile -c '$($What.Statement)'"), compiled ahead" }
        WithoutBpf { "$(Format-Code $What.Statement), without BPF" }
        default { Format-Code $What.Statement }
    }
}

function Format-Result($Result) {
    $row = $Result.Row
    if ($Result.Failure) { return "| $(Format-Statement $row $row) | **failed** | | | | | |" }
    $ours = "$(Format-Statement $row $row) | $(Format-Measure $Result.Ours $row)"
    if (-not $Result.Against) { return "| $ours | | | | | |" }
    foreach ($comparison in $Result.Against) {
        $against = $comparison.What
        $theirs = if ($null -ne $comparison.Theirs) { Format-Measure $comparison.Theirs $row }
        "| $ours | $(Format-Statement $against $row) | $theirs | $(Format-Ratio $against $Result.Ours $comparison.Theirs) | " +
        "$(Format-Limit $against.Budget $row $Result.Ours $comparison.Theirs) | $(Format-Limit $against.Least $row $Result.Ours $comparison.Theirs) |"
        $ours = ' | ' # said once
    }
}

function Format-Table($Results) {
    '| statement | takes | against | takes | ratio | budget | least |'
    '| --- | ---: | --- | ---: | ---: | --- | --- |'
    $Results | ForEach-Object { Format-Result $_ }
}

function Format-Totals($Results) {
    foreach ($kind in 'Budget', 'Least') {
        $limits = @(foreach ($result in $Results) {
                foreach ($comparison in $result.Against) {
                    if ($null -ne $comparison.What[$kind]) { Compare-ToLimit $comparison.What[$kind] $result.Ours $comparison.Theirs }
                }
            })
        if ($limits) { "- $($kind): $(@($limits | Where-Object IsMet).Count) of $($limits.Count) met" }
    }
}

function Get-VersionOf([string] $Program, [string] $Option) {
    if (-not (Get-Command $Program -CommandType Application -ErrorAction Ignore)) { return "no $Program" }
    @(& $Program $Option 2>&1 | ForEach-Object { "$_" } | Where-Object { $_ -match '\d+\.\d+' })[0].Trim() -replace '^revision: ', "$Program "
}

function Get-Machine {
    $memory = [long] ((Get-Content /proc/meminfo -TotalCount 1) -replace '\D') / 1MB # the file counts in KiB
    $collector = [GC]::GetConfigurationVariables()
    $settings = @(
        "server $($collector['ServerGC'])", "concurrent $($collector['ConcurrentGC'])", "latency mode $([Runtime.GCSettings]::LatencyMode)"
        Get-ChildItem env: | Where-Object Name -Match '^DOTNET_(gc|Tiered|ReadyToRun|TC_)' | ForEach-Object { "$($_.Name)=$($_.Value)" }
    )
    "- Machine: $(nproc) processors, $($memory.ToString('n1')) GiB, $((lscpu) -match '^Model name' -replace '^.*?:\s*')"
    $huge = '/sys/kernel/mm/transparent_hugepage/enabled'
    "- Memory: $(page) us a fresh page of 4 KiB; transparent huge pages: $((Test-Path $huge) ? (Get-Content $huge) -replace '.*\[(.*)\].*', '$1' : 'none')"
    "- Kernel: $(uname -srm); congestion control of the connections: $CongestionControl"
    "- PowerShell $($PSVersionTable.PSVersion), $([Runtime.InteropServices.RuntimeInformation]::FrameworkDescription); PSSocketStats $((Get-Module PSSocketStats).Version)"
    "- Collector: $($settings -join ', ')"
    "- $(Get-VersionOf ss '-V'); netstat of $(Get-VersionOf netstat '--version'); $(Get-VersionOf lsof '-v')"
}

function Format-Results($Sections) {
    '# Results'
    ''
    "Medians of $Repeat turns and more; [README.md](README.md) says how to read them."
    ''
    Get-Machine
    Format-Totals ($Sections | ForEach-Object Results)
    foreach ($section in $Sections) {
        ''
        "## $($section.Title)"
        ''
        "$($section.Sockets.ToString('n0')) $($section.Protocol) sockets, held by $($section.Processes.ToString('n0')) $(if ($section.Processes -eq 1) { 'process' } else { 'processes' })" +
        ". Sockets on the whole machine: $($section.Descriptors.ToString('n0'))." + $(if ($section.Owners) { " $($section.Owners)" })
        if ($section.OwnersWithoutBpf) { "Without BPF: $($section.OwnersWithoutBpf)" }
        ''
        Format-Table $section.Results
    }
    if ($growthTimes.Count) {
        ''
        '## Growth'
        ''
        'Milliseconds; empty where it was not waited for.'
        ''
        Format-Growth
        if ($growthTimes.Count -gt 1) { '', '![The same as a chart](growth.svg)' }
    }
}

# README's table, between its two marks: a row for each comparison that asks for it.
function Update-Readme([string] $Path, $Section) {
    $table = @(
        "| $($Section.Sockets.ToString('n0')) TCP sockets, $(nproc) processors | PSSocketStats | ``ss`` |"
        '| --- | ---: | ---: |'
        foreach ($result in $Section.Results) {
            foreach ($comparison in $result.Against.Where{ $_.What.Readme }) {
                "| $($comparison.What.Readme) | $(Format-Measure $result.Ours $result.Row) | $(Format-Measure $comparison.Theirs $result.Row) ($(Format-Statement $comparison.What $result.Row)) |"
            }
        }
    ) -join "`n"
    $text = Get-Content $Path -Raw
    $marks = '(?s)(?<=<!-- The bench writes this table\. -->\n).*?(?=\n<!-- -->)'
    if ($text -notmatch $marks) { throw "$Path has no place for the table." }
    Set-Content $Path ([regex]::Replace($text, $marks, $table.Replace('$', '$$'))) -NoNewline
}
