#!/usr/bin/env pwsh
<#
.SYNOPSIS
Makes the read-only disk from which a guest runs the module and its tests: .NET, PowerShell, Pester and they. pwsh.sh on it runs pwsh.
.DESCRIPTION
PowerShell as NuGet has it is compiled when it runs, which takes most of a short run under emulation: here what starts with it is compiled ahead, once, and kept in the cache.
.PARAMETER Disk
The file to make.
.PARAMETER Module
The built module's folder.
.PARAMETER Pester
Pester's folder.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Disk,
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Pester
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$runtime = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory().TrimEnd('/')
$dotnet = [IO.Path]::GetFullPath("$runtime/../../..")
$framework = Split-Path $runtime -Leaf

function Get-Compiled {
    $kept = "$(& "$PSScriptRoot/cache.sh")/pwsh-$($PSVersionTable.PSVersion)-$framework"
    if (Test-Path $kept) { return $kept }
    $new = "$kept.new-$PID"
    $null = New-Item $new -ItemType Directory -Force
    $project = "$PSScriptRoot/../../src/PSSocketStats/ReadyToRun"
    dotnet restore $project --verbosity quiet
    $compiler = dotnet msbuild $project -getProperty:Compiler
    $hot = 'pwsh', 'System.Management.Automation', 'Microsoft.PowerShell.ConsoleHost', 'Microsoft.PowerShell.Commands.Utility', 'Microsoft.PowerShell.Commands.Management',
        'Microsoft.PowerShell.Security', 'Microsoft.ApplicationInsights', 'Microsoft.Management.Infrastructure'
    foreach ($dll in $hot.ForEach{ "$PSHOME/$_.dll" }.Where{ Test-Path $_ }) {
        $null = & $compiler $dll --out "$new/$(Split-Path $dll -Leaf)" --reference "$runtime/" --reference "$PSHOME/" --targetos linux --targetarch x64 --optimize
    }
    Remove-Item $kept -Recurse -Force -ErrorAction Ignore
    Move-Item $new $kept
    $kept
}

$root = "$Disk.root"
$null = New-Item "$root/dotnet/shared/Microsoft.NETCore.App", "$root/lib" -ItemType Directory -Force
Copy-Item "$dotnet/dotnet" "$root/dotnet"
Copy-Item "$dotnet/host" "$root/dotnet" -Recurse
Copy-Item $runtime "$root/dotnet/shared/Microsoft.NETCore.App" -Recurse
Copy-Item $PSHOME "$root/pwsh" -Recurse
Remove-Item "$root/pwsh/ref" -Recurse
try { Copy-Item "$(Get-Compiled)/*.dll" "$root/pwsh" -Force }
catch { Write-Warning "PowerShell is not compiled ahead, so the guests take longer: $_" }
Copy-Item $Module "$root/PSSocketStats" -Recurse
Copy-Item $Pester "$root/Pester" -Recurse
$null = New-Item "$root/tests/support" -ItemType Directory
Copy-Item "$PSScriptRoot/Guest.Tests.ps1" "$root/tests"
Copy-Item "$PSScriptRoot/../support/Invoke-Suite.ps1" "$root/tests/support"
foreach ($library in 'libstdc++.so.6', 'libgcc_s.so.1', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1') { Copy-Item (gcc "-print-file-name=$library") "$root/lib/$library" }
Set-Content "$root/pwsh.sh" @'
#!/bin/sh
# Whatever pwsh is given.
export DOTNET_ROOT=/mnt/a/dotnet LD_LIBRARY_PATH=/mnt/a/lib DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredPGO=0 HOME=/tmp NO_COLOR=1
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off DOTNET_EnableDiagnostics=0
export PSSOCKETSTATS_MODULE=/mnt/a/PSSocketStats/PSSocketStats.psd1 PSSOCKETSTATS_PESTER=/mnt/a/Pester
exec /mnt/a/dotnet/dotnet /mnt/a/pwsh/pwsh.dll -NoProfile -NonInteractive "$@"
'@
chmod +x "$root/pwsh.sh"
Remove-Item $Disk -Force -ErrorAction Ignore
# Uncompressed: it is made and read once.
mksquashfs $root $Disk -noI -noD -noF -noX -quiet -no-progress
Remove-Item $root -Recurse -Force
