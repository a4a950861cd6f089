BeforeDiscovery {
    Import-Module $env:PSSOCKETSTATS_MODULE
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
    $cmdlets = foreach ($command in Get-Command -Module PSSocketStats) {
        @{
            Name       = $command.Name
            Parameters = @($command.Parameters.Keys | Where-Object { $_ -notin $common } | ForEach-Object { @{ Parameter = $_ } })
            Examples   = @((Get-Help $command.Name).examples.example | Where-Object code | ForEach-Object { @{ Title = $_.title.Trim(' -'); Code = $_.code } })
        }
    }
}

BeforeAll {
    Import-Module $env:PSSOCKETSTATS_MODULE
}

Describe 'Get-Help <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name
    }

    It 'has a synopsis of its own' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$Name*" -Because 'that is what the shell makes up where it finds no help'
    }

    It 'has a description' {
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'describes -<Parameter>' -ForEach $Parameters {
        (Get-Help $Name -Parameter $Parameter).description.Text | Should -Not -BeNullOrEmpty
    }

    It 'describes no parameter that is not there' {
        $help.parameters.parameter.name | Sort-Object | Should -Be ($Parameters.Parameter | Sort-Object)
    }

    It 'lists the types that come out' {
        $help.returnValues.returnValue.type.name | Should -Be (Get-Command $Name).OutputType.Name
    }

    It 'has four examples at least' {
        $Examples.Count | Should -BeGreaterOrEqual 4
    }

    It 'has an example that runs: <Title>' -ForEach $Examples -AllowNullOrEmptyForEach {
        # Examples speak of a program that is called nginx, so here is one, with a socket.
        Copy-Item (Get-Command bash -CommandType Application)[0].Source "$TestDrive/nginx"
        $nginx = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]@{
            FileName = "$TestDrive/nginx"; Arguments = '-c "exec 9<>/dev/udp/127.0.0.1/9; echo ready; read"'
            RedirectStandardInput = $true; RedirectStandardOutput = $true
        })
        Push-Location $TestDrive
        try {
            $nginx.StandardOutput.ReadLine() | Should -Be 'ready'
            $ErrorActionPreference = 'Stop'
            { & ([scriptblock]::Create($Code)) 3> $null } | Should -Not -Throw
        }
        finally {
            Pop-Location
            $nginx.Kill()
            $nginx.WaitForExit()
        }
    }
}

Describe 'The help of Get-Socket' {
    It 'lists the values of -BindScope, each with its meaning' {
        $text = (Get-Help Get-Socket -Parameter BindScope).description.Text -join "`n"
        foreach ($value in 'Loopback', 'Address', 'AnyIPv4', 'AnyIPv6', 'AnyDualStack') { $text | Should -Match "(?m)^${value}: \w" }
    }

    It 'tells what binds from the pipeline, what takes wildcards, and what is the default' {
        (Get-Help Get-Socket -Parameter ProcessId).pipelineInput | Should -Be 'true (ByPropertyName)'
        (Get-Help Get-Socket -Parameter ProcessId).aliases | Should -Be 'Id, PID, OwningProcess'
        (Get-Help Get-Socket -Parameter ProcessName).globbing | Should -Be 'true'
        (Get-Help Get-Socket -Parameter User).globbing | Should -Be 'false'
        (Get-Help Get-Socket -Parameter Protocol).defaultValue | Should -Be 'Tcp, Udp'
    }

    It 'is found under LC_ALL=<Locale>' -ForEach @(
        @{ Locale = 'C'; Culture = '' }
        @{ Locale = 'de_DE.UTF-8'; Culture = 'de-DE' }
    ) {
        $pwsh = [Environment]::ProcessPath
        $arguments = @(if ((Split-Path $pwsh -Leaf) -eq 'dotnet') { "$PSHOME/pwsh.dll" }) + '-NoProfile', '-NonInteractive', '-Command', {
            Import-Module $env:PSSOCKETSTATS_MODULE
            (Get-UICulture).Name
            (Get-Help Get-Socket).Synopsis
            (Get-Help Get-Socket -Parameter Port).description.Text
        }.ToString()
        $found, $synopsis, $port = env "LC_ALL=$Locale" $pwsh @arguments
        if ($found -ne $Culture) { Set-ItResult -Skipped -Because "this .NET knows no culture $Culture (no ICU)" }
        $synopsis | Should -Be (Get-Help Get-Socket).Synopsis
        $port | Should -Be (Get-Help Get-Socket -Parameter Port).description.Text
    }
}
