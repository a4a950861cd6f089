<#
.SYNOPSIS
Runs the Pester files in this process and leaves counts, and the names of what failed and was skipped, in a file.
#>
param([Parameter(Mandatory)] [string] $Results, [string] $Filter)

Import-Module "$env:PSSOCKETSTATS_PESTER/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Path = (Get-Item "$PSScriptRoot/../*$Filter*.Tests.ps1").FullName
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $env:PESTER_VERBOSITY ?? 'Normal'
$run = Invoke-Pester -Configuration $configuration

# A skipped test says why itself; one that was skipped with its block is tagged with the reason.
function Reason($test) {
    if ($test.ErrorRecord) { return $test.ErrorRecord[0].Exception.Message -replace '^is skipped, because ' }
    for ($scope = $test; $scope; $scope = $scope -is [Pester.Test] ? $scope.Block : $scope.Parent) {
        if ($scope.Skip -and $scope.Tag) { return $scope.Tag -join ', ' }
    }
    'no reason given'
}

[pscustomobject]@{
    Passed   = $run.PassedCount
    Failures = @(
        $run.Failed | ForEach-Object ExpandedPath
        $run.FailedBlocks | ForEach-Object { "$($_.ExpandedPath): its BeforeAll or AfterAll" }
        $run.FailedContainers | ForEach-Object { "$($_.Item): it could not be read" }
        $run.Inconclusive | ForEach-Object { "$($_.ExpandedPath): inconclusive" }
    )
    Skipped  = @($run.Skipped | ForEach-Object { "$($_.ExpandedPath): $(Reason $_)" })
} | ConvertTo-Json | Set-Content $Results
exit ($run.Result -eq 'Passed' ? 0 : 1)
