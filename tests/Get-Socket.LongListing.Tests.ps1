# A listing so long that the garbage collector is kept out of it: what of that others can notice.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $maySpendSockets = (Test-Alone) -and [int] (bash -c 'ulimit -Hn' | ForEach-Object { $_ -replace 'unlimited', '1000000' }) -ge 12000
    $hasMemory = [long] ((Get-Content /proc/meminfo | Select-String '^MemAvailable').Line -replace '\D') * 1KB -gt 4GB
}

Describe 'A long listing' -Skip:(-not ($maySpendSockets -and $hasMemory)) -Tag 'needs a network namespace of its own, 12,000 descriptors and 4 GB of free memory' {
    BeforeAll {
        Import-Module "$PSScriptRoot/support/RealSockets.psm1"
        Import-Module (Get-ModulePath)
        New-ManyConnections 5500
        Add-Type -ReferencedAssemblies System.Management.Automation, System.Runtime, System.Collections, System.Runtime.Extensions @'
            using System;
            using System.Management.Automation;
            using System.Runtime;

            // Runs on the pipeline's own thread, with each row.
            public static class RowWatch
            {
                public static GCLatencyMode AtLast;

                // Behind this row somebody asks for a collection.
                public static int CollectBehind;

                public static PSDataCollection<PSObject> Rows()
                {
                    var rows = new PSDataCollection<PSObject>();
                    rows.DataAdded += (_, added) =>
                    {
                        if (added.Index == CollectBehind) GC.Collect();
                        AtLast = GCSettings.LatencyMode;
                    };
                    return rows;
                }
            }
'@
        # What the collector was told when the last row came.
        function ModeInside([string] $script) {
            $rows = [RowWatch]::Rows()
            $shell = [powershell]::Create().AddScript("Import-Module '$(Get-ModulePath)'; $script")
            $null = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $rows)
            $null = Wait-Until { $shell.InvocationStateInfo.State -in 'Completed', 'Failed' } -Seconds 60
            $shell.InvocationStateInfo.State | Should -Be Completed -Because $shell.InvocationStateInfo.Reason
            $shell.Streams.Error | Should -BeNullOrEmpty # what fails in a command does not end its script
            $rows.Count | Should -BeGreaterThan 10000
            $shell.Dispose()
            [RowWatch]::AtLast
        }

        function Mode { [System.Runtime.GCSettings]::LatencyMode }
        $usual = Mode
        [gc]::Collect() # the memory that is free is known since the last one
    }

    AfterAll { Close-Everything }

    It 'is not interrupted by collections: <_>' -ForEach 'Get-Socket -SkipOwner', 'Get-TcpInfo -SkipOwner' {
        ModeInside $_ | Should -Be NoGCRegion
        Mode | Should -Be $usual
    }

    It 'is collected as ever where other commands run beside it' {
        ModeInside 'Get-Socket -SkipOwner | Where-Object Protocol' | Should -Be $usual
    }

    It 'leaves the memory alone that the process may have little of, however much the machine has' {
        # 384 MB: what a pause takes. An array that fits before a listing has to fit behind it.
        $run = Invoke-Shell -Environment @{ DOTNET_GCHeapHardLimit = '0x18000000' } -Script @'
            [gc]::Collect() # the memory that is free is known since the last one
            foreach ($again in 1..3) {
                $rows = Get-Socket -SkipOwner
                try { $array = [byte[]]::new(100MB); "$($rows.Count -gt 10000) $($array.Length)" } catch { "$_" }
                $array = $null
            }
'@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split "`n" | Should -Be 'True 104857600', 'True 104857600', 'True 104857600'
    }

    It 'leaves a pause alone that somebody else has taken' {
        [gc]::TryStartNoGCRegion(100MB) | Should -BeTrue
        try {
            $rows = Get-Socket -SkipOwner
            Mode | Should -Be NoGCRegion
        }
        finally { if ((Mode) -eq 'NoGCRegion') { [gc]::EndNoGCRegion() } }
        $rows.Count | Should -BeGreaterThan 10000
    }

    It 'bears that somebody asks for a collection meanwhile' {
        [RowWatch]::CollectBehind = 10500 # its own pause began with row 10,000
        try { ModeInside 'Get-Socket -SkipOwner' | Should -Be $usual }
        finally { [RowWatch]::CollectBehind = 0 }
        Mode | Should -Be $usual
    }
}
