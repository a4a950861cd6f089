#!/usr/bin/env pwsh
<#
.SYNOPSIS
Runs the C# suite and the Pester suite against the built module, as the present user, and where that is root as an ordinary user again.
.DESCRIPTION
Its last line is "N passed, N failed, N skipped", all suites together; above it stand the counts of each suite and its skipped tests, with the reasons.
As root each suite has a network namespace of its own; otherwise the machine's loopback is used.
Then the core, and the module on some of them, on other kernels, in guests under emulation (kernels/).
.PARAMETER Module
The built module's folder.
.PARAMETER Filter
Only the Pester files that have this in their name, no C# suite and no other kernels: to work on one of them.
.PARAMETER SkipKernels
Only this machine's kernel.
.EXAMPLE
dotnet pwsh -NoProfile tests/run.ps1 -Filter Views
#>
[CmdletBinding()]
param(
    [string] $Module = "$PSScriptRoot/../out/PSSocketStats/$((Import-PowerShellDataFile "$PSScriptRoot/../PSSocketStats.psd1").ModuleVersion)",
    [string] $Filter,
    [switch] $SkipKernels
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # what fails is counted

$ordinaryUser = 65534 # nobody
$longest = '15m'      # of one suite
$readable = 'u=rwX,go=rX'

# What the C# runner and Invoke-Suite.ps1 leave behind.
function Read-XunitResult([string] $path) {
    $assembly = ([xml] (Get-Content $path -Raw)).assemblies.assembly
    $tests = $assembly.SelectNodes('.//test')
    [pscustomobject]@{
        Passed   = [int] $assembly.passed
        Failures = @($tests | Where-Object result -EQ Fail | ForEach-Object name) + @($assembly.SelectNodes('.//error') | ForEach-Object { "error in $($_.type)" })
        Skipped  = @($tests | Where-Object result -EQ Skip | ForEach-Object { "$($_.name): $($_.reason)" })
    }
}
function Read-PesterResult([string] $path) { Get-Content $path -Raw | ConvertFrom-Json }

# The ordinary user may read neither root's home, where the packages are, nor perhaps this folder: everything that runs is copied.
$stage = mktemp --directory --tmpdir PSSocketStats-tests.XXXXXX
try {
    & {
        $PSNativeCommandUseErrorActionPreference = $true
        Write-Host 'Restoring and building the tests'
        dotnet restore "$PSScriptRoot/Pester.csproj" --verbosity quiet
        $packages = dotnet msbuild "$PSScriptRoot/Pester.csproj" -getProperty:NuGetPackageRoot
        Copy-Item "$packages/pester/6.2.0/tools" "$stage/Pester" -Recurse
        Copy-Item $PSHOME "$stage/pwsh" -Recurse
        Copy-Item $Module "$stage/PSSocketStats" -Recurse
        $null = New-Item "$stage/tests" -ItemType Directory
        Copy-Item "$PSScriptRoot/*.ps1", "$PSScriptRoot/support", "$PSScriptRoot/SockDiag.Tests/recordings" "$stage/tests" -Recurse
        if (-not $Filter) {
            dotnet build "$PSScriptRoot/SockDiag.Tests" --configuration Release --nologo --verbosity quiet
            Copy-Item (dotnet msbuild "$PSScriptRoot/SockDiag.Tests" -property:Configuration=Release -getProperty:TargetDir) "$stage/SockDiag.Tests" -Recurse
        }
        chmod --recursive $readable $stage
    }

    # This shell is either run by dotnet or a program by itself.
    $program = (Get-Process -Id $PID).Path
    $isRoot = (id -u) -eq '0'
    $isRunByDotnet = (Split-Path $program -Leaf) -eq 'dotnet'
    $dotnet = $isRunByDotnet ? $program : (Get-Command dotnet).Source
    $dotnet = (Get-Item $dotnet).ResolvedTarget
    $users = @([int] (id -u))
    if ($isRoot) {
        if (Get-Command setpriv -ErrorAction Ignore) { $users += $ordinaryUser }
        else { Write-Host 'Not run as an ordinary user: there is no setpriv (util-linux).' }
    }
    $become = 'setpriv', "--reuid=$ordinaryUser", "--regid=$ordinaryUser", '--clear-groups'
    if ($users.Count -gt 1) {
        env $become test -x $dotnet
        if ($LASTEXITCODE -ne 0) {
            $null = New-Item "$stage/dotnet" -ItemType Directory
            Copy-Item $dotnet, "$(Split-Path $dotnet)/host", "$(Split-Path $dotnet)/shared" "$stage/dotnet" -Recurse
            $dotnet = "$stage/dotnet/dotnet"
            chmod --recursive $readable "$stage/dotnet"
        }
    }
    $canEnter = $isRoot -and @(Get-Command unshare, ip -ErrorAction Ignore).Count -eq 2 -and $(unshare --net --mount true; $LASTEXITCODE -eq 0)
    if ($isRoot -and -not $canEnter) { Write-Host 'Not run in a network namespace: there is no unshare (util-linux) or no ip (iproute2), or no privilege for it.' }

    $suites = @(
        if (-not $Filter) {
            @{
                Name    = 'SockDiag.Tests'
                Command = { $dotnet; "$stage/SockDiag.Tests/SockDiag.Tests.dll"; '-noLogo'; '-noColor'; '-result-xml'; $args[0] }
                Read    = ${function:Read-XunitResult}
            }
        }
        @{
            Name    = 'Pester'
            Command = {
                if ($isRunByDotnet) { $dotnet; "$stage/pwsh/pwsh.dll" } else { "$stage/pwsh/pwsh" }
                '-NoProfile'; '-NonInteractive'; '-File'; "$stage/tests/support/Invoke-Suite.ps1"; '-Results'; $args[0]; if ($Filter) { '-Filter'; $Filter }
            }
            Read    = ${function:Read-PesterResult}
        }
    )

    $totals = @(
        foreach ($user in $users) {
            foreach ($suite in $suites) {
                $title = "$($suite.Name) as $($user -eq 0 ? 'root' : "user $user")"
                Write-Host "`n== $title"
                $own = "$stage/$($suite.Name)-$user" # the suite's temp folder, its results, and the home of a user who is not the present one
                $null = New-Item "$own/tmp" -ItemType Directory
                if ($user -ne $users[0]) { chown --recursive "${user}:${user}" $own }
                $enter = if ($canEnter) { "$stage/tests/support/enter.sh", $user } elseif ($user -ne $users[0]) { $become }
                $environment = @(
                    if ($user -ne $users[0]) { "HOME=$own" }
                    "TMPDIR=$own/tmp", "DOTNET_ROOT=$(Split-Path $dotnet)",
                    'NO_COLOR=1', 'DOTNET_CLI_TELEMETRY_OPTOUT=1', 'POWERSHELL_TELEMETRY_OPTOUT=1', 'POWERSHELL_UPDATECHECK=Off',
                    "PSSOCKETSTATS_MODULE=$stage/PSSocketStats/PSSocketStats.psd1", "PSSOCKETSTATS_PESTER=$stage/Pester", "PSSOCKETSTATS_REPOSITORY=$(Split-Path $PSScriptRoot)"
                )
                $command = @($enter; 'env', "--chdir=$own"; $environment; & $suite.Command "$own/results")
                timeout --foreground --kill-after=10 $longest $command | Out-Host
                $exitCode = $LASTEXITCODE
                $result = if (Test-Path "$own/results") { & $suite.Read "$own/results" }
                else { [pscustomobject]@{ Passed = 0; Skipped = @(); Failures = @("the suite left no results, and exit code $exitCode") } }
                if ($result.Passed + $result.Failures.Count -eq 0) { $result.Failures = @('the suite ran no test') }
                elseif ($exitCode -ne 0 -and $result.Failures.Count -eq 0) { $result.Failures = @("the suite ended with exit code $exitCode") }
                $result | Add-Member Title $title -PassThru
            }
        }
        if (-not $Filter -and -not $SkipKernels) {
            Write-Host "`n== Other kernels"
            & "$PSScriptRoot/kernels/run.ps1" -Module "$stage/PSSocketStats" -Pester "$stage/Pester"
        }
    )
}
finally { Remove-Item $stage -Recurse -Force }

Write-Host ''
foreach ($total in $totals) {
    Write-Host "$($total.Title): $($total.Passed) passed, $($total.Failures.Count) failed, $($total.Skipped.Count) skipped"
    foreach ($name in $total.Failures) { Write-Host "  failed: $name" }
    foreach ($name in $total.Skipped) { Write-Host "  skipped: $name" }
}
$passed = ($totals | Measure-Object Passed -Sum).Sum
$failed = @($totals | ForEach-Object Failures).Count
$skipped = @($totals | ForEach-Object Skipped).Count
Write-Host "$passed passed, $failed failed, $skipped skipped"
exit ($failed -eq 0 ? 0 : 1)
