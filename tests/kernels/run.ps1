#!/usr/bin/env pwsh
<#
.SYNOPSIS
Runs the core, and on some of them the module, on other kernels than this machine's, each in a guest of its own under emulation.
.DESCRIPTION
Writes for each kernel what it ran and how long that took, and gives an object with Title, Passed, Failures and Skipped for each.
What cannot be had (qemu, the kernels' packages, the native compiler) is skipped by name. A guest that hangs or panics fails for itself alone.
.PARAMETER Module
The built module's folder.
.PARAMETER Pester
Pester's folder.
.PARAMETER Kernel
The beginnings of versions, as fetch.sh takes them.
.PARAMETER WithPester
Those of them on which the module runs under PowerShell too.
.EXAMPLE
tests/kernels/run.ps1 -Kernel 6.12
#>
[CmdletBinding()]
param(
    [string] $Module = "$PSScriptRoot/../../out/PSSocketStats/$((Import-PowerShellDataFile "$PSScriptRoot/../../PSSocketStats.psd1").ModuleVersion)",
    [string] $Pester,
    [string[]] $Kernel = ('6.12', '5.10', '6.1', 'newest'),
    [string[]] $WithPester = ('6.12', '5.10')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # what fails is told

function New-Result([string] $kernel, [int] $passed = 0, [string[]] $failures = @(), [string[]] $skipped = @()) {
    [pscustomobject]@{ Title = "Kernel $kernel"; Passed = $passed; Failures = $failures; Skipped = $skipped }
}
function Skip-All([string] $because) { foreach ($name in $Kernel) { New-Result $name -skipped "all of its checks: $because" } }

$programs = @{
    'qemu-system-x86_64' = 'qemu-system-x86'; busybox = 'busybox-static'; cpio = 'cpio'; modprobe = 'kmod'; depmod = 'kmod'; xz = 'xz-utils'; ip = 'iproute2'; ss = 'iproute2'; gcc = 'gcc'
}
$env:PATH += ':/usr/sbin:/sbin'
$missing = @($programs.Keys | Sort-Object | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
if ([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -ne 'X64') { return Skip-All 'its programs are this machine''s, which is not x86-64' }
if ($missing) { return Skip-All "there is no $($missing[0]) (package $($programs[$missing[0]]))" }

$stage = mktemp --directory --tmpdir PSSocketStats-kernels.XXXXXX
try {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & "$PSScriptRoot/fetch.sh" @Kernel 2>"$stage/fetch" # each that it could not have is told there
    $cache = & "$PSScriptRoot/cache.sh"
    $fetched, $absent = $Kernel.Where({ Test-Path "$cache/$_/version" }, 'Split')
    foreach ($name in $absent) {
        $why = (@(Get-Content "$stage/fetch") -match "^(Kernel $name |There is no |Kernels are )" | Select-Object -First 1) ?? (Get-Content "$stage/fetch" -Tail 1)
        New-Result $name -skipped "all of its checks: $why"
    }
    Write-Host "Kernels fetched: $([int] $clock.Elapsed.TotalSeconds) s"
    if (-not $fetched) { return }

    $clock.Restart()
    dotnet publish "$PSScriptRoot/Check" --runtime linux-x64 --configuration Release --output "$stage/check" --nologo --verbosity quiet -m:1 >"$stage/publish"
    if ($LASTEXITCODE -ne 0) {
        $notFetched = @(Get-Content "$stage/publish") -match 'error NU(1100|1101|1102|1103|1301|1801)' | Select-Object -First 1
        foreach ($name in $fetched) {
            if ($notFetched) { New-Result $name -skipped "all of its checks: the native compiler cannot be had: $notFetched" }
            else { New-Result $name -failures "the check program could not be built: $(Get-Content "$stage/publish" -Tail 3)" }
        }
        return
    }
    $null = New-Item "$stage/add/bin" -ItemType Directory
    Copy-Item "$stage/check/Check" "$stage/add/bin/check"
    Write-Host "Check program compiled: $([int] $clock.Elapsed.TotalSeconds) s"

    $noPester = ''
    if (-not ($WithPester | Where-Object { $_ -in $fetched })) { }
    elseif (-not (Get-Command mksquashfs -ErrorAction Ignore)) { $noPester = 'there is no mksquashfs (package squashfs-tools)' }
    else {
        $clock.Restart()
        if (-not $Pester) {
            dotnet restore "$PSScriptRoot/../Pester.csproj" --verbosity quiet
            $Pester = "$(dotnet msbuild "$PSScriptRoot/../Pester.csproj" -getProperty:NuGetPackageRoot)/pester/6.2.0/tools"
        }
        & "$PSScriptRoot/disk.ps1" -Disk "$stage/disk" -Module $Module -Pester $Pester
        Write-Host "Disk with PowerShell and the module made: $([int] $clock.Elapsed.TotalSeconds) s"
    }

    # Two at a time, one processor each, those that take longest first.
    $fetched | ForEach-Object -ThrottleLimit 2 -Parallel {
        $name = $_
        $stage = $using:stage
        $hasPester = $name -in $using:WithPester -and -not $using:noPester
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $arguments = @(
            '-a', "$stage/add", '-o', "$stage/out-$name"
            if ($hasPester) { '-d', "$stage/disk", '-m', '1024', '-t', '240' } else { '-t', '120' }
            $name, "$using:PSScriptRoot/guest/checks.sh"
        )
        $said = @(& "$using:PSScriptRoot/boot.sh" @arguments 2>"$stage/error-$name")
        [pscustomobject]@{ Name = $name; ExitCode = $LASTEXITCODE; Said = $said; Error = "$(Get-Content "$stage/error-$name")"; HasPester = $hasPester; Seconds = $clock.Elapsed.TotalSeconds }
    } | ForEach-Object {
        $guest = $_
        Write-Host ("`n== Kernel {0}, {1}: {2:0.0} s" -f $guest.Name, ($guest.Said -match '^Linux ' | Select-Object -First 1), $guest.Seconds)
        Write-Host "Rows here and in the witness: $((@($guest.Said -match '^rows: ' -replace '^rows: ') | Select-Object -Unique) -join ', ')"
        $who = ''
        $passed, $failures, $skipped = 0, @(), @()
        foreach ($line in $guest.Said) {
            switch -Regex ($line) {
                '^== (.*)' { $who = $Matches[1] }
                '^passed: ' { $passed++ }
                '^failed: (.*)' { $failures += "$who, $($Matches[1])" }
                '^skipped: (.*)' { $skipped += "$who, $($Matches[1])" }
            }
        }
        if ($guest.ExitCode -ne 0) { $failures += $guest.Error }
        foreach ($user in 'as root', 'as user 65534') { if ($guest.Said -notcontains "checked $user") { $failures += "the check program did not come to its end $user" } }
        if ($guest.HasPester) {
            $file = "$stage/out-$($guest.Name)/pester"
            if (Test-Path $file) {
                $result = Get-Content $file -Raw | ConvertFrom-Json
                $passed += $result.Passed
                $failures += @($result.Failures | ForEach-Object { "Pester, $_" })
                $skipped += @($result.Skipped | ForEach-Object { "Pester, $_" })
                if ($result.Passed + @($result.Failures).Count -eq 0) { $failures += 'Pester ran no test' }
            }
            else { $failures += "Pester left no results: $(@($guest.Said)[-10..-1] -join ' | ')" }
        }
        elseif ($guest.Name -in $WithPester) { $skipped += "Pester: $noPester" }
        New-Result $guest.Name $passed $failures $skipped
    }
}
finally { Remove-Item $stage -Recurse -Force }
