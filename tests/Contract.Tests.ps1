# What people outside rely on: the manifest, the import, names of cmdlets, parameters and properties, and that a build harms no session.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $publicTypes = [SockDiag.Socket].Assembly.GetExportedTypes() + [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'PSSocketStats' }.GetExportedTypes()
    $socketTypes = $publicTypes | Where-Object { $_.IsAssignableTo([SockDiag.Socket]) }
    $hasCompiler = [bool](Get-Command gcc -ErrorAction Ignore)
    $canBuild = $env:PSSOCKETSTATS_REPOSITORY -and (Test-Path "$env:PSSOCKETSTATS_REPOSITORY/build.ps1") -and (Test-Writable "$env:PSSOCKETSTATS_REPOSITORY/out")
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $manifest = Import-PowerShellDataFile (Get-ModulePath)
    $listener = New-Listener
    $client = New-Client -Port (Get-Port $listener)
    $udp = New-BoundSocket
    $udpClient = New-Client -Port (Get-Port $udp) -Type Dgram
}

AfterAll { Close-Everything }

Describe 'The module''s dlls' {
    It 'are compiled ahead, so that a first call waits for less: <_>' -ForEach 'SockDiag.dll', 'PSSocketStats.dll' {
        $file = [IO.File]::OpenRead("$(Split-Path (Get-ModulePath))/bin/$_")
        try { [System.Reflection.PortableExecutable.PEReader]::new($file).PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size | Should -BeGreaterThan 0 }
        finally { $file.Dispose() }
    }
}

Describe 'The manifest' {
    It 'is valid' { Test-ModuleManifest (Get-ModulePath) -ErrorAction Stop -WarningVariable warnings | Should -Not -BeNullOrEmpty; $warnings | Should -BeNullOrEmpty }
    It 'exports by name, and nothing but cmdlets' {
        $manifest.CmdletsToExport | Should -Not -Contain '*'
        $manifest.FunctionsToExport, $manifest.AliasesToExport, $manifest.VariablesToExport | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }
    It 'says for which shell, in which edition, and where it comes up in a search' {
        $manifest.PowerShellVersion | Should -Be 7.4
        $manifest.CompatiblePSEditions | Should -Be Core
        $manifest.PrivateData.PSData.Tags | Should -Contain Linux
        $manifest.Description | Should -Not -BeNullOrEmpty
    }
    It 'has the version of the assemblies' {
        foreach ($assembly in [SockDiag.Socket].Assembly, (Get-Command Get-Socket).ImplementingType.Assembly) { "$($assembly.GetName().Version)" | Should -Be "$($manifest.ModuleVersion).0" }
    }
    It 'lies beside the licence' { Join-Path (Split-Path (Get-ModulePath)) LICENSE | Should -Exist }
}

Describe 'A clean import' {
    BeforeAll {
        $run = Invoke-Shell -WithoutModule @"
            Import-Module '$(Get-ModulePath)'
            (Get-Command -Module PSSocketStats | ForEach-Object { "`$(`$_.CommandType) `$(`$_.Name)" }) -join ','
            (Get-Module PSSocketStats).ExportedAliases.Count + (Get-Module PSSocketStats).ExportedFunctions.Count
            Import-Module '$(Get-ModulePath)' -Force
            (Get-Socket -LocalPort $(Get-Port $listener) -State Listen).Count
"@
    }

    It 'prints nothing, warns of nothing' {
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split "`n" | Should -HaveCount 3
    }
    It 'brings exactly the manifest''s cmdlets' {
        $commands, $others, $found = $run.Output -split "`n"
        $commands | Should -Be (($manifest.CmdletsToExport | Sort-Object | ForEach-Object { "Cmdlet $_" }) -join ',')
        $others | Should -Be 0
        $found | Should -Be 1
    }
}

Describe 'An import' {
    It 'says nothing in a sandbox that refuses AF_NETLINK' -Skip:(-not $hasCompiler) -Tag 'needs gcc' {
        gcc -o "$TestDrive/refuse" "$PSScriptRoot/support/refuse.c" 2>&1 | Should -BeNullOrEmpty
        $run = Invoke-Shell -Before "$TestDrive/refuse", 1 -Script @'
            $end = [datetime]::UtcNow.AddSeconds(10)
            function Test-Preparing { (Get-Content /proc/$PID/task/*/comm) -like 'SockDiag*' }
            while ((Test-Preparing) -and [datetime]::UtcNow -lt $end) { }
            Test-Preparing
'@
        "$($run.Errors)$($run.Output)" | Should -Be ''
        $run.ExitCode | Should -Be 0
    }
}

Describe 'The cmdlets' {
    It 'have approved verbs' {
        $approved = (Get-Verb).Verb
        (Get-Command -Module PSSocketStats).Verb | ForEach-Object { $approved | Should -Contain $_ }
    }
    It 'say what comes out' {
        $kinds = [SockDiag.Socket].Assembly.GetExportedTypes().Where{ $_.IsAssignableTo([SockDiag.Socket]) -and -not $_.IsAbstract }
        (Get-Command Get-Socket, Get-TcpInfo).OutputType.Name | Sort-Object | Should -Be ($kinds.FullName | Sort-Object)
        (Get-Command Get-Socket).OutputType.Name | Should -HaveCount ($kinds.Count - 1)
    }
    It 'have these parameters' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        (Get-Command Get-Socket).Parameters.Values | Where-Object Name -NotIn $common | ForEach-Object { "$($_.Name) $($_.ParameterType.Name)" } | Sort-Object | Should -Be @(
            'AddressFamily Nullable`1', 'BindScope BindScope[]', 'Cgroup String[]', 'Cookie UInt64[]', 'Detailed SwitchParameter', 'IncludePeer SwitchParameter', 'Inode Int64[]', 'Interface String[]', 'Listening SwitchParameter',
            'LocalAddress String[]', 'LocalPort PortRange[]', 'Mark String[]', 'NetworkNamespace String[]', 'Path String[]', 'Port PortRange[]', 'ProcessId Int32[]', 'ProcessName String[]', 'Protocol SocketProtocol[]', 'RemoteAddress String[]',
            'RemotePort PortRange[]', 'SkipOwner SwitchParameter', 'State SocketState', 'User String[]')
    }
    It 'take process ids by the names that other cmdlets give them' { (Get-Command Get-Socket).Parameters['ProcessId'].Aliases | Sort-Object | Should -Be Id, OwningProcess, PID }
    # The shell's own list shows every property, in the order of a CSV file. One of ours would have to be kept like it.
    It 'have tables for what comes out, and no lists' {
        $controls = (Get-FormatData SockDiag*).FormatViewDefinition.Control
        $controls | Where-Object { $_ -is [Management.Automation.TableControl] } | Should -Not -BeNullOrEmpty
        $controls | Where-Object { $_ -is [Management.Automation.ListControl] } | Should -BeNullOrEmpty
    }
    It 'take nothing by position' { (Get-Command Get-Socket).ParameterSets.Parameters | Where-Object Position -GE 0 | Should -BeNullOrEmpty }
}

Describe '<Name>' -ForEach ($socketTypes | ForEach-Object { @{ Name = $_.Name; Type = $_ } }) {
    # Get-Process and Stop-Process would go by them, and take every process of that name.
    It 'has no property called ProcessName or Name' { $Type.GetProperties().Name | Should -Not -Match '^(Process)?Name$' }
    It 'has what the hidden names stand for' -Skip:($Type.IsAbstract) -Tag 'an abstract type need not have all' {
        foreach ($ancestor in $(for ($of = $Type; $of; $of = $of.BaseType) { $of })) {
            $aliases += @((Get-TypeData $ancestor.FullName).Members.Values.Where{ $_ -is [Management.Automation.Runspaces.AliasPropertyData] -and $_.Name -notin $own })
            $own += @((Get-TypeData $ancestor.FullName).Members.Keys)
        }
        $aliases.Name | Should -Contain Id
        foreach ($alias in $aliases) { $Type.GetProperties().Name | Should -Contain $alias.ReferencedMemberName -Because "what has $($alias.Name) and not that cannot be exported" }
    }
    It 'has enums that keep their names on the way through a job' {
        foreach ($property in $Type.GetProperties()) {
            $held = [Nullable]::GetUnderlyingType($property.PropertyType) ?? $property.PropertyType
            if ($held.IsEnum) { (Get-TypeData $held.FullName).SerializationMethod | Should -Be String -Because "$($property.Name) is one" }
        }
    }
}

Describe 'A socket' {
    BeforeAll {
        $tcp = Get-Socket -Cookie (Get-Cookie $client)
        $datagram = Get-Socket -Cookie (Get-Cookie $udpClient)
    }

    It 'has the same properties in the same order, TCP or UDP' { $datagram.PSObject.Properties.Name | Should -Be $tcp.PSObject.Properties.Name }
    It 'has its types as the design says' {
        $tcp | Should -BeOfType SockDiag.TcpSocket
        $datagram | Should -BeOfType SockDiag.UdpSocket
        $tcp.State.ToString() | Should -Be Established
        $tcp.LocalPort | Should -BeOfType [int]
        $tcp.LocalAddress | Should -BeOfType [string]
        $tcp.ReceiveQueue | Should -BeOfType [long]
        $tcp.Inode | Should -BeOfType [long]
        $tcp.Cookie | Should -BeOfType [ulong]
        $tcp.UserId | Should -BeOfType [long]
        (Get-Socket -Cookie (Get-Cookie $listener)).AcceptQueue | Should -BeOfType [int]
    }
    It 'answers to the hidden name <Alias>' -ForEach @{ Alias = 'Id'; Of = 'ProcessId' }, @{ Alias = 'PID'; Of = 'ProcessId' }, @{ Alias = 'OwningProcess'; Of = 'ProcessId' }, @{ Alias = 'RecvQ'; Of = 'ReceiveQueue' }, @{ Alias = 'SendQ'; Of = 'SendQueue' } {
        foreach ($row in $tcp, $datagram) {
            $row.$Alias | Should -Be $row.$Of
            ($row | Where-Object $Alias -EQ $row.$Of).Cookie | Should -Be $row.Cookie
            ($row | Group-Object $Alias).Name | Should -Be "$($row.$Of)"
            $row | Get-Member $Alias | Should -BeNullOrEmpty
            ($row | ConvertTo-Csv)[0] | Should -Not -Match "`"$Alias`""
            $row | ConvertTo-Json -Depth 3 -WarningAction Ignore | Should -Not -Match "`"$Alias`":"
            ($row | Select-Object *).PSObject.Properties.Name | Should -Not -Contain $Alias
        }
    }
    It 'describes itself in a line' { "$tcp" | Should -Be "Tcp Established 127.0.0.1:$(Get-Port $client) 127.0.0.1:$(Get-Port $listener)" }
}

Describe 'A build' -Skip:(-not $canBuild) -Tag 'needs a repository that this user may write' {
    It 'replaces the dll, and a session that has the old one loaded goes on' {
        $built = "$env:PSSOCKETSTATS_REPOSITORY/out/PSSocketStats/$($manifest.ModuleVersion)"
        $dll = "$built/bin/PSSocketStats.dll"
        $before = stat --format %i $dll
        $session = Start-Program (@(Get-ShellCommand) + '-Command' + "Import-Module '$built/PSSocketStats.psd1'; 'ready'; `$null = [Console]::In.ReadLine(); @(Get-Socket -LocalPort $(Get-Port $listener) -State Listen | Select-Object -Property *).Count")
        $session.StandardOutput.ReadLine() | Should -Be ready
        $alone = @{ MSBUILDDISABLENODEREUSE = '1'; DOTNET_CLI_USE_MSBUILD_SERVER = '0'; UseSharedCompilation = 'false' } # no server of the build outlives it
        $build = Start-Program (@(Get-ShellCommand) + '-File' + "$env:PSSOCKETSTATS_REPOSITORY/build.ps1" + 'Build') $alone
        $output = $build.StandardOutput.ReadToEnd() + $build.StandardError.ReadToEnd()
        $build.WaitForExit()
        $build.ExitCode | Should -Be 0 -Because $output
        stat --format %i $dll | Should -Not -Be $before -Because 'written in place it would end the session with SIGBUS'
        Get-Content "/proc/$($session.Id)/maps" | Where-Object { $_ -like '*/PSSocketStats.dll*' } | Should -Match '\(deleted\)$'
        $session.StandardInput.WriteLine()
        $session.StandardOutput.ReadLine() | Should -Be 1
        $session.WaitForExit(10000) | Should -BeTrue
        $session.ExitCode | Should -Be 0
    }
}
