#requires -Version 7.4
<#
.SYNOPSIS
    Measures Get-Socket against ss and against plain C, side by side, on connections of its own.
.DESCRIPTION
    Builds the C programs, then runs measure.ps1 in a new network namespace, where nothing else has
    sockets. Prints a table and writes it to results.md. A missed aim is reported, never an error.
.EXAMPLE
    ./bench.ps1 -Sockets 500000 -Repeat 7
#>
[CmdletBinding()]
param(
    [ValidateRange(2, 1000000)] [int] $Sockets = 200000,
    [ValidateRange(1, 100)] [int] $Repeat = 5,
    [string] $Row = '*' # only the rows whose statement is like this; then results.md stays as it is
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

if ((id -u) -ne 0) {
    throw 'The benchmark needs root: it makes a network namespace of its own, and reads the descriptors of every process.'
}

$null = New-Item -ItemType Directory -Force "$PSScriptRoot/bin"
foreach ($program in 'hold', 'floor', 'links') {
    gcc -O2 -Wall -Wextra -o "$PSScriptRoot/bin/$program" "$PSScriptRoot/native/$program.c"
}

# The same PowerShell again. Installed as a .NET tool its process is `dotnet`, which wants to be told the dll.
$pwsh = @([Environment]::ProcessPath)
if ((Split-Path -Leaf $pwsh[0]) -eq 'dotnet') { $pwsh += "$PSHOME/pwsh.dll" }

unshare --net @pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/measure.ps1" -Sockets $Sockets -Repeat $Repeat -Only "$Row" # in quotes: bare, its star would be a file name pattern
