#!/usr/bin/env pwsh
<#
.SYNOPSIS
Compiles ahead what of this PowerShell starts with it, as its packages for Linux have it, and gives the folder with these dlls.
.DESCRIPTION
PowerShell as NuGet has it is compiled when it runs, which takes half of a short run. What was compiled once is kept.
.PARAMETER Kept
Where: a folder below it for each version of PowerShell and of .NET.
#>
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Kept)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$runtime = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory().TrimEnd('/')
$architecture = "$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)".ToLowerInvariant()
$folder = "$Kept/pwsh-$($PSVersionTable.PSVersion)-$(Split-Path $runtime -Leaf)"
if (Test-Path $folder) { return $folder }
$new = "$folder.new-$PID"
$null = New-Item $new -ItemType Directory -Force
dotnet restore $PSScriptRoot --verbosity quiet
$compiler = dotnet msbuild $PSScriptRoot -getProperty:Compiler
$hot = 'pwsh', 'System.Management.Automation', 'Microsoft.PowerShell.ConsoleHost', 'Microsoft.PowerShell.Commands.Utility', 'Microsoft.PowerShell.Commands.Management',
    'Microsoft.PowerShell.Security', 'Microsoft.ApplicationInsights', 'Microsoft.Management.Infrastructure'
foreach ($dll in $hot.ForEach{ "$PSHOME/$_.dll" }.Where{ Test-Path $_ }) {
    $null = & $compiler $dll --out "$new/$(Split-Path $dll -Leaf)" --reference "$runtime/" --reference "$PSHOME/" --targetos linux --targetarch $architecture --optimize
}
Remove-Item $folder -Recurse -Force -ErrorAction Ignore
Move-Item $new $folder
$folder
