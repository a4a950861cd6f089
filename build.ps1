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

# Compiles ahead what a first call would else wait for: half of the methods that it runs. With code of the runtime's own generics and small methods beside ours
# (the runtime checks that it is still the same code, else compiles it itself). Only for this machine's architecture, since a module has one dll of each name;
# other runtimes than this one's ignore it. Where the compiler cannot be had everything is compiled when it is first used.
$architecture = "$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)".ToLowerInvariant()
function Compile([string] $bin) {
    $project = "$PSScriptRoot/src/PSSocketStats/ReadyToRun"
    try {
        dotnet restore $project --verbosity quiet
        $compiler = dotnet msbuild $project -getProperty:Compiler
        $dlls = "$bin/SockDiag.dll", "$bin/PSSocketStats.dll", (Get-Item "$bin/runtimes/linux-$architecture/lib/*/Tmds.LibC.dll").FullName
        $references = @([Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory(), "$PSHOME/System.Management.Automation.dll") + $dlls
        foreach ($dll in $dlls) {
            $null = & $compiler $dll --out "$dll.new" ($references.ForEach{ '--reference', $_ }) --targetos linux --targetarch $architecture --optimize --opt-cross-module:* --non-local-generics-module:*
        }
        foreach ($dll in $dlls) { Move-Item "$dll.new" $dll -Force }
    }
    catch { Write-Warning "Not compiled ahead, so the first call takes longer: $_" }
}

# Without the indentation and the comments, which the shell reads as nodes too: an import takes 12 ms less.
function Pack([string] $from, [string] $to) {
    $xml = [xml]::new() # it leaves the white space out
    $xml.Load($from)
    foreach ($comment in $xml.SelectNodes('//comment()')) { $null = $comment.ParentNode.RemoveChild($comment) }
    $writer = [Xml.XmlWriter]::Create($to)
    $xml.Save($writer)
    $writer.Dispose()
}

function Build {
    # Into a new folder, which then takes the old one's place: a session that has the old dll loaded keeps its file.
    # Written over in place, the dll would end that session with SIGBUS.
    $new = "$PSScriptRoot/out/new-$PID"
    Remove-Item $new -Recurse -Force -ErrorAction Ignore
    dotnet publish "$PSScriptRoot/src/PSSocketStats" --configuration Release --output "$new/bin" "-p:Version=$version" --nologo --verbosity quiet
    Get-ChildItem "$new/bin/runtimes" -Exclude linux-x64, linux-arm64 | Remove-Item -Recurse
    Remove-Item "$new/bin/*.deps.json"
    Compile "$new/bin"
    foreach ($file in Get-Item "$PSScriptRoot/PSSocketStats.*.ps1xml") { Pack $file.FullName "$new/$($file.Name)" }
    Copy-Item "$PSScriptRoot/PSSocketStats.psd1", "$PSScriptRoot/LICENSE", "$PSScriptRoot/README.md", "$PSScriptRoot/CHANGELOG.md" $new
    $help = "$PSScriptRoot/src/PSSocketStats/Help"
    foreach ($script in 'New-Maml.ps1', 'New-FieldTopic.ps1') { & $pwsh @pwshArguments -File "$help/$script" -Module $new }
    Copy-Item "$help/about_*.help.txt" "$new/en-US"
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
