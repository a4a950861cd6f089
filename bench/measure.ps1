# The inner half of bench.ps1, run by it in a network namespace of its own.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [int] $Sockets,
    [Parameter(Mandatory)] [int] $Processes,
    [Parameter(Mandatory)] [int] $Repeat,
    [Parameter(Mandatory)] [string] $CongestionControl,
    [string] $Only = '*'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # exit codes are looked at where they mean something
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture # the same numbers in results.md everywhere

$module = Resolve-Path "$PSScriptRoot/../out" -ErrorAction Ignore
if (-not $module) { throw 'There is no module in out/: run build.ps1 first.' }
$env:PSModulePath = "$module$([IO.Path]::PathSeparator)$PSScriptRoot/bin$([IO.Path]::PathSeparator)$env:PSModulePath" # for every pwsh that is started here
$env:PATH = "$PSScriptRoot/bin:$env:PATH"
$env:POWERSHELL_TELEMETRY_OPTOUT = 1
$env:POWERSHELL_UPDATECHECK = 'Off'
Import-Module PSSocketStats

# The same PowerShell again. Installed as a .NET tool its process is `dotnet`, which wants to be told the dll.
$pwsh = @([Environment]::ProcessPath)
if ((Split-Path -Leaf $pwsh[0]) -eq 'dotnet') { $pwsh += "$PSHOME/pwsh.dll" }
$freshShells = @{ Fresh = $pwsh; Compiled = @($pwsh.ForEach{ $_.Replace($PSHOME, "$PSScriptRoot/bin/pwsh") }) }

# What every PowerShell has that was ever open for a quarter of a minute: without its list of modules an import by name waits 75 ms for the file.
$env:PSModuleAnalysisCachePath = "$PSScriptRoot/bin/ModuleAnalysisCache"
Remove-Item $env:PSModuleAnalysisCachePath -ErrorAction Ignore
& $pwsh[0] @($pwsh | Select-Object -Skip 1) -NoProfile -NonInteractive -c {
    $null = Get-Command
    $deadline = [datetime]::UtcNow.AddSeconds(60)
    while (-not (Test-Path $env:PSModuleAnalysisCachePath) -and [datetime]::UtcNow -lt $deadline) { [Threading.Thread]::Sleep(100) }
}
if (-not (Test-Path $env:PSModuleAnalysisCachePath)) { Write-Warning 'PowerShell made no list of modules: each import by name waits for it, and first calls are measured with that.' }

foreach ($part in 'rows', 'crowds', 'timing', 'growth', 'chart', 'report') { . "$PSScriptRoot/$part.ps1" }
$rows = $rows.Where{ $_.Name -like $Only -or $_.Statement -like $Only }
$measuresGrowth = 'growth' -like $Only
if (-not $rows -and -not $measuresGrowth) { throw "No row is like '$Only'." }

ip link set lo up
# More ports to choose from, so that connecting finds a free one sooner.
[IO.File]::WriteAllText('/proc/sys/net/ipv4/ip_local_port_range', '1024 65535')
[IO.File]::WriteAllText('/proc/sys/net/ipv4/tcp_congestion_control', $CongestionControl)

if ($measuresGrowth) {
    foreach ($size in $growthSizes | Select-Object -SkipLast 1) {
        Write-Host "growth: $size sockets"
        $crowd = Open-Crowd $size
        try { Measure-Growth $crowd }
        finally { Close-Crowd $crowd }
    }
}

$sections = foreach ($name in $crowds.Keys) {
    $ofCrowd = @($rows | Where-Object Crowd -EQ $name)
    $isLargest = $measuresGrowth -and $name -eq 'Connections'
    if (-not $ofCrowd -and -not $isLargest) { continue }
    Write-Host "$($crowds[$name].Title): opening $($crowds[$name].Sockets) sockets"
    $crowd = $crowds[$name].Namespaces ? (Open-Namespaces $crowds[$name].Namespaces) : (Open-Crowd $crowds[$name].Sockets $crowds[$name].Processes ($crowds[$name].Protocol ?? 'Tcp'))
    try {
        if (-not $crowds[$name].Protocol) { $env:PORT = Get-RarePeerPort }
        if ($isLargest) {
            Write-Host "growth: $($crowd.Sockets) sockets"
            Measure-Growth $crowd
        }
        if ($ofCrowd) {
            $descriptors = [int] (-split (iterator))[2]
            if ($descriptors -gt 1000 + 1.1 * $crowd.Sockets) { Write-Warning "Other programs hold $($descriptors - $crowd.Sockets) sockets: the machine is not quiet." }
            [pscustomobject]@{
                Name             = $name
                Title            = $crowds[$name].Title
                Protocol         = $crowds[$name].Protocol ?? 'TCP'
                Sockets          = $crowd.Sockets
                Processes        = $crowd.Processes
                Descriptors      = $descriptors
                Owners           = Get-OwnerSource Warm
                OwnersWithoutBpf = Get-OwnerSource WithoutBpf
                Results          = @(foreach ($row in $ofCrowd) {
                        Write-Host "$($row.Name): $(@($row.Against | ForEach-Object { $_.Program ?? $_.Statement }) -join '; ')"
                        try { Measure-Row $row }
                        catch { Write-Host "failed: $_"; [pscustomobject]@{ Row = $row; Failure = "$_" } } # the others are measured all the same
                    })
            }
        }
    }
    finally { Close-Crowd $crowd }
}

$report = @(Format-Results $sections)
$report
if ($Only -eq '*') {
    $report | Set-Content "$PSScriptRoot/results.md"
    New-GrowthChart | Set-Content "$PSScriptRoot/growth.svg"
    Update-Readme "$PSScriptRoot/../README.md" ($sections | Where-Object Name -EQ Connections)
}
