#!/usr/bin/env pwsh
<#
.SYNOPSIS
Makes the read-only disk from which a guest runs the module and its tests: .NET, PowerShell, Pester and they. pwsh.sh on it runs pwsh.
.DESCRIPTION
PowerShell as NuGet has it is compiled when it runs, which takes most of a short run under emulation: here what starts with it is compiled ahead.
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

$root = "$Disk.root"
$null = New-Item "$root/dotnet/shared/Microsoft.NETCore.App", "$root/lib" -ItemType Directory -Force
Copy-Item "$dotnet/dotnet" "$root/dotnet"
Copy-Item "$dotnet/host" "$root/dotnet" -Recurse
Copy-Item $runtime "$root/dotnet/shared/Microsoft.NETCore.App" -Recurse
Copy-Item $PSHOME "$root/pwsh" -Recurse
Remove-Item "$root/pwsh/ref" -Recurse
try { Copy-Item "$(& "$PSScriptRoot/../../src/PSSocketStats/ReadyToRun/Compile-Shell.ps1" (& "$PSScriptRoot/cache.sh"))/*.dll" "$root/pwsh" -Force }
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
