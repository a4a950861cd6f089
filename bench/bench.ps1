#requires -Version 7.4
<#
.SYNOPSIS
    Measures the module against ss, lsof, netstat and plain C, side by side, on connections of its own.
.DESCRIPTION
    Builds the C programs, then runs measure.ps1 in a new network namespace, where nothing else has
    sockets. Prints the tables, and writes them to results.md, growth.svg and README's table. A missed budget is reported, never an error.
.PARAMETER Sockets
    How many connections' ends are open for the large table.
.PARAMETER Processes
    How many processes hold four sockets each for the rows about many processes.
.PARAMETER Repeat
    Turns at least. What takes more than 20 s has one.
.PARAMETER CongestionControl
    Of the connections. reno is on every machine; of bbr the kernel tells more, and so TcpInfo keeps more.
.PARAMETER Row
    Only the rows whose name or statement is like this (rows.ps1 has them), or 'growth'. Nothing is written then.
.EXAMPLE
    ./bench.ps1 -Sockets 100000 -Row 'all*'
#>
[CmdletBinding()]
param(
    [ValidateRange(1000, 1000000)] [int] $Sockets = 500000,
    [ValidateRange(1, 10000)] [int] $Processes = 5000,
    [ValidateRange(1, 100)] [int] $Repeat = 5,
    [string] $CongestionControl = 'reno',
    [string] $Row = '*'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

if ((id -u) -ne 0) {
    throw 'The benchmark needs root: it makes a network namespace of its own, and reads the descriptors of every process.'
}

$null = New-Item -ItemType Directory -Force "$PSScriptRoot/bin"
foreach ($program in 'hold', 'floor', 'links', 'iterator', 'namespaces', 'enter', 'page') {
    gcc -O2 -Wall -Wextra -o "$PSScriptRoot/bin/$program" "$PSScriptRoot/native/$program.c"
}

# What a shell takes for any binary module that has views: one cmdlet, which does nothing.
$one = "$PSScriptRoot/bin/OneCmdlet"
Remove-Item $one -Recurse -ErrorAction Ignore
$null = New-Item $one -ItemType Directory
Copy-Item "$PSScriptRoot/OneCmdlet/*" $one
Add-Type -Path "$one/GetNothing.cs" -OutputAssembly "$one/OneCmdlet.dll" -OutputType Library

# The same PowerShell, compiled ahead.
$compiled = "$PSScriptRoot/bin/pwsh"
Remove-Item $compiled -Recurse -ErrorAction Ignore
Copy-Item $PSHOME $compiled -Recurse
Copy-Item "$(& "$PSScriptRoot/../src/PSSocketStats/ReadyToRun/Compile-Shell.ps1" "$PSScriptRoot/bin")/*.dll" $compiled

# The same PowerShell again. Installed as a .NET tool its process is `dotnet`, which wants to be told the dll.
$pwsh = @([Environment]::ProcessPath)
if ((Split-Path -Leaf $pwsh[0]) -eq 'dotnet') { $pwsh += "$PSHOME/pwsh.dll" }

# A namespace that is made in another one has a table of its own, here as large as the machine's (Linux 6.1 and later; before that all
# share one): the kernel's walk then meets no other program's sockets. Names of further namespaces are its own too.
$enter = 'own=/proc/sys/net/ipv4/tcp_child_ehash_entries; if [[ -e $own ]]; then tr -d - < "${own/child_}" > "$own"; fi; exec unshare --net --mount "$@"'
# The pattern is in quotes: bare, its star would be a file name pattern.
unshare --net bash -c $enter bench @pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/measure.ps1" `
    -Sockets $Sockets -Processes $Processes -Repeat $Repeat -CongestionControl $CongestionControl -Only "$Row"
