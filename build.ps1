#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds the module into out/PSSocketStats/<version>/, runs its tests, or its bench.
.EXAMPLE
dotnet tool restore && dotnet pwsh -NoProfile ./build.ps1 Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Bench')]
    [string] $Task = 'Build'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true # a native command that fails ends the build

$version = (Import-PowerShellDataFile "$PSScriptRoot/PSSocketStats.psd1").ModuleVersion
$module = "$PSScriptRoot/out/PSSocketStats/$version"

# The same PowerShell again, for what loads the dll. Installed as a .NET tool its process is `dotnet`, which wants to be told the dll.
$pwsh = [Environment]::ProcessPath
$pwshArguments = @(if ((Split-Path $pwsh -Leaf) -eq 'dotnet') { "$PSHOME/pwsh.dll" }) + '-NoProfile', '-NonInteractive'

function Build {
    # Into a new folder, which then takes the old one's place: a session that has the old dll loaded keeps its file.
    # Written over in place, the dll would end that session with SIGBUS.
    $new = "$PSScriptRoot/out/new-$PID"
    Remove-Item $new -Recurse -Force -ErrorAction Ignore
    dotnet publish "$PSScriptRoot/src/PSSocketStats" --configuration Release --output "$new/bin" "-p:Version=$version" --nologo --verbosity quiet
    Get-ChildItem "$new/bin/runtimes" -Exclude linux-x64, linux-arm64 | Remove-Item -Recurse
    Remove-Item "$new/bin/*.deps.json"
    Copy-Item "$PSScriptRoot/PSSocketStats.psd1", "$PSScriptRoot/PSSocketStats.*.ps1xml", "$PSScriptRoot/LICENSE", "$PSScriptRoot/README.md", "$PSScriptRoot/CHANGELOG.md" $new
    & $pwsh @pwshArguments -File "$PSScriptRoot/src/PSSocketStats/Help/New-Maml.ps1" -Module $new
    Remove-Item "$new/bin/*.xml" # the help was made of them
    Remove-Item $module -Recurse -Force -ErrorAction Ignore
    $null = New-Item (Split-Path $module) -ItemType Directory -Force
    Move-Item $new $module
    Write-Host "PSSocketStats $version is in $module"
}

switch ($Task) {
    Build { Build }
    Test { Build; & "$PSScriptRoot/tests/run.ps1" -Module $module; exit $LASTEXITCODE }
    Bench { Build; & "$PSScriptRoot/bench/bench.ps1" }
}
