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
    $topic = Get-Content "$(Split-Path $env:PSSOCKETSTATS_MODULE)/en-US/about_PSSocketStats.help.txt" -Raw
    $commands = @([regex]::Matches($topic, '(?m)(^ +PS> .+\n)+').Value.ForEach{ @{ Code = ($_ -replace '(?m)^ +PS> ').Trim() } })

    # What comes out of the cmdlets: every kind of socket that is there, counts, and what their properties hold. A family needs no line here.
    $assembly = [SockDiag.Socket].Assembly
    $found = [Collections.Generic.List[type]]::new()
    $next = [Collections.Generic.Queue[type]]::new()
    foreach ($type in $assembly.GetExportedTypes().Where{ $_.IsAssignableTo([SockDiag.Socket]) -and -not $_.IsAbstract }) { $next.Enqueue($type) }
    foreach ($type in [SockDiag.SocketSummary], [SockDiag.SocketGroup]) { $next.Enqueue($type) }
    while ($next.Count) {
        $type = $next.Dequeue()
        if ($type.Assembly -ne $assembly -or $found.Contains($type)) { continue }
        $found.Add($type)
        if ($type.IsEnum) { continue }
        foreach ($property in $type.GetProperties().Where{ -not $_.GetIndexParameters() }) {
            $held = [Nullable]::GetUnderlyingType($property.PropertyType) ?? $property.PropertyType
            $next.Enqueue($held)
            foreach ($element in $held.GetInterfaces().Where{ $_.IsGenericType }.ForEach{ $_.GetGenericArguments() }) { $next.Enqueue($element) }
        }
    }
    $types = $found.Name.ForEach{ @{ Type = $_ } }
}

BeforeAll {
    Import-Module $env:PSSOCKETSTATS_MODULE
    Import-Module "$PSScriptRoot/support/ExampleSockets.psm1"
    Import-Module "$PSScriptRoot/support/NativeSockets.psm1"
    try { Open-ExampleSockets $TestDrive }
    catch [Net.Sockets.SocketException] {
        if ($_.Exception.SocketErrorCode -ne 'AddressAlreadyInUse') { throw }
        $taken = 'a port that the examples speak of (5432, 8080) is taken on this machine'
    }

    # Runs an example as it stands, with a peer of 10.0.9.0/24 on loopback. While it waits, somebody connects.
    function Invoke-Example([string] $Code) {
        function Start-Sleep { Add-Connection }
        Set-StrictMode -Version Latest
        $ErrorActionPreference = 'Stop'
        & ([scriptblock]::Create($Code.Replace('10.0.9.', '127.0.9.'))) 3> $null
    }

    # The names that commands take for properties, which would be no error if nothing had them.
    function Get-NamedProperty([string] $Code) {
        $tree = [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null)
        foreach ($command in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
            $taken = switch ($command.GetCommandName()) {
                'Where-Object' { $command.CommandElements[1] }
                { $_ -in 'Select-Object', 'Sort-Object', 'Group-Object', 'Measure-Object', 'Compare-Object', 'Format-Table', 'Format-List' } { $command.CommandElements | Select-Object -Skip 1 }
            }
            foreach ($argument in $taken) {
                $elements = $argument -is [Management.Automation.Language.ArrayLiteralAst] ? $argument.Elements : @($argument)
                $elements.Where{ $_ -is [Management.Automation.Language.StringConstantExpressionAst] }.Value
            }
        }
    }
    $properties = @(
        [SockDiag.Socket].Assembly.GetExportedTypes().ForEach{ $_.GetProperties().Name }
        'Id', 'Name', 'Path', 'StartTime', 'SideIndicator' # the shell's, and of our hidden aliases
    )
}

AfterAll {
    Close-ExampleSockets
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

    It 'has ten examples at least' {
        $Examples.Count | Should -BeGreaterOrEqual 10
    }

    It 'explains each example' {
        foreach ($example in $help.examples.example) { $example.remarks.Text -join '' | Should -Not -BeNullOrEmpty -Because $example.title }
    }

    It 'has an example that finds what it asks for: <Title>' -ForEach $Examples -AllowNullOrEmptyForEach {
        if ($taken) { Set-ItResult -Skipped -Because $taken }
        if ($Code -match '-Protocol (Packet|Raw)' -and (id -u) -ne 0) { Set-ItResult -Skipped -Because 'packet and raw sockets take CAP_NET_RAW (root)' }
        if ($Code -match '-Protocol Mptcp' -and -not (New-MptcpSocket)) { Set-ItResult -Skipped -Because 'this kernel has no MPTCP, or it is switched off' }
        if ($Code -match '-Protocol (Sctp|Smc)\b' -and -not (Get-Socket -Protocol $Matches[1] -SkipOwner -ErrorAction Ignore)) { Set-ItResult -Skipped -Because "no program here has a socket of $($Matches[1]), or this kernel lists none" }
        $folder = New-Item "$TestDrive/$(New-Guid)" -ItemType Directory
        Push-Location $folder
        try { @(Invoke-Example $Code) + @(Get-ChildItem $folder) | Should -Not -BeNullOrEmpty }
        finally { Pop-Location }
    }

    It 'names properties that are there: <Title>' -ForEach $Examples -AllowNullOrEmptyForEach {
        foreach ($name in Get-NamedProperty $Code) { @($properties) -like $name | Should -Not -BeNullOrEmpty -Because "$name is not there" }
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

Describe 'Get-Help about_PSSocketStats' {
    It 'is found' {
        Get-Help about_PSSocketStats | Should -Match '(?m)^TOPIC\s+about_PSSocketStats'
    }

    It 'fits a terminal of 80 columns' {
        (Get-Help about_PSSocketStats) -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'names every cmdlet' {
        foreach ($name in (Get-Command -Module PSSocketStats).Name) { Get-Help about_PSSocketStats | Should -Match $name }
    }

    It 'has a command that finds what it asks for: <Code>' -ForEach $commands {
        if ($taken) { Set-ItResult -Skipped -Because $taken }
        $folder = New-Item "$TestDrive/$(New-Guid)" -ItemType Directory
        Push-Location $folder
        try { @(Invoke-Example $Code) + @(Get-ChildItem $folder) | Should -Not -BeNullOrEmpty }
        finally { Pop-Location }
    }

    It 'names properties that are there: <Code>' -ForEach $commands {
        foreach ($name in Get-NamedProperty $Code) { @($properties) -like $name | Should -Not -BeNullOrEmpty -Because "$name is not there" }
    }
}

Describe 'Get-Help about_Socket_Fields' {
    BeforeAll {
        # The lines of each section, by the types in its heading.
        $sections = @{}
        $heading = $null
        foreach ($line in (Get-Help about_Socket_Fields) -split "`n") {
            if ($line -match '^\w') { $heading = $line -split ', ' }
            elseif ($heading) { foreach ($type in $heading) { $sections[$type] += @($line) } }
        }
    }

    It 'is found' {
        Get-Help about_Socket_Fields | Should -Match '(?m)^TOPIC\s+about_Socket_Fields'
    }

    It 'fits a terminal of 80 columns' {
        (Get-Help about_Socket_Fields) -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'has every name of <Type>, with its text' -ForEach $types {
        $of = [SockDiag.Socket].Assembly.GetType("SockDiag.$Type", $true)
        $names = $of.IsEnum ? $of.GetEnumNames() : $of.GetProperties().Where{ -not $_.GetIndexParameters() }.Name
        $names | Should -Not -BeNullOrEmpty
        $section = $sections[$Type] -join "`n"
        $section | Should -Match '^    \S' -Because 'the type has a text'
        foreach ($name in $names) { $section -cmatch "(?m)^    $name \(.+\)\n        \S" | Should -BeTrue -Because "$name is a name of $Type and has a text" }
    }

    It 'has a heading for every type that a property holds' {
        $described = @($sections.Keys).ForEach{ [SockDiag.Socket].Assembly.GetType("SockDiag.$_") }.Where{ $_ }
        foreach ($property in $described.GetProperties()) {
            $held = [Nullable]::GetUnderlyingType($property.PropertyType) ?? $property.PropertyType
            if ($held.Assembly -eq [SockDiag.Socket].Assembly) { $sections.Keys | Should -Contain $held.Name -Because "$($property.Name) holds it" }
        }
    }
}
