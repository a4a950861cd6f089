# No name of other people drives a terminal, hides or reads as another one, whichever way it leaves the module. Names are found by reflection, in a world where everything that can have one has a bad one.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module "$PSScriptRoot/support/OtherPeople.psm1"
    $isRoot = (Test-Root) -and (Test-Alone)
    $classes = Get-NameClass
    $exits = @(
        'the table', 'the list', 'a table of named properties', 'Select-Object', 'Group-Object', 'ConvertTo-Csv', 'ConvertTo-Json', 'Export-Clixml', 'Out-String', 'ToString', 'Select-String',
        'Get-SocketSummary -GroupBy', 'a table with namespaces', 'completion', 'errors', 'warnings and verbose'
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module "$PSScriptRoot/support/NativeSockets.psm1"
    Import-Module "$PSScriptRoot/support/OtherPeople.psm1"
    Import-Module (Get-ModulePath)
    $isRoot = (Test-Root) -and (Test-Alone)
    $world = New-HostileWorld $TestDrive
    if ($isRoot) {
        # Whoever listens to an interface says so under its name.
        $packet = New-PacketSocket
        $index = ($world | Where-Object Class -EQ Escape).Index
        $packet.SetRawSocketOption(263, 1, [byte[]] ([BitConverter]::GetBytes([int] $index) + 1, 0, 0, 0 + [byte[]]::new(8))) # PACKET_ADD_MEMBERSHIP of promiscuous mode
    }
    $protocols = @('Tcp', 'Udp', 'Unix'; if ($isRoot) { 'Packet' })
    $inNamespaces = $isRoot ? @(Get-Socket -NetworkNamespace * -Protocol Udp) : @()
    $rows = @(Get-Socket -Protocol $protocols -IncludePeer -Detailed -WarningAction Ignore) + @(Get-TcpInfo -IncludePeer -WarningAction Ignore)
    $forbidden = Get-ForbiddenPattern
    $forbiddenInLine = Get-ForbiddenPattern -InOneLine

    # All texts below an object, by the names of the properties that lead there.
    function Add-Text([hashtable] $Texts, [object] $Value, [string] $Path) {
        if ($null -eq $Value) { return }
        if ($Value -is [string]) {
            if (-not $Texts[$Path]) { $Texts[$Path] = [Collections.Generic.HashSet[string]]::new() }
            $null = $Texts[$Path].Add($Value)
        }
        elseif ($Value -is [Collections.IEnumerable]) { foreach ($item in $Value) { Add-Text $Texts $item $Path } }
        elseif ($Value.GetType().Namespace -like 'SockDiag*' -and -not $Value.GetType().IsEnum) {
            foreach ($property in $Value.GetType().GetProperties('Public, Instance')) {
                if ($property.GetIndexParameters().Count -eq 0) { Add-Text $Texts ($property.GetValue($Value)) ("$Path.$($property.Name)".TrimStart('.')) }
            }
        }
    }
    $texts = @{}
    foreach ($row in $rows + $inNamespaces) { Add-Text $texts $row '' }
    $carriers = @($texts.Keys | Where-Object { $texts[$_] -match '\\x[0-9a-f]{2}' } | Sort-Object)
    $columns = @($carriers | ForEach-Object { ($_ -split '\.')[0] } | Sort-Object -Unique)

    function Get-Exit([string] $Exit) {
        switch ($Exit) {
            'the table' { $rows | Out-String -Width 400 }
            'the list' { $rows | Format-List | Out-String -Width 4000 }
            'a table of named properties' { $columns | ForEach-Object { $rows | Format-Table $_ -AutoSize | Out-String -Width 4000 } }
            'Select-Object' { $columns | ForEach-Object { $rows | Select-Object $_ | Out-String -Width 4000 } }
            'Group-Object' { $columns | ForEach-Object { $rows | Group-Object $_ | Out-String -Width 4000 } }
            'ConvertTo-Csv' { $rows | Group-Object { $_.GetType() } | ForEach-Object { $_.Group | ConvertTo-Csv } }
            'ConvertTo-Json' { $rows | ConvertTo-Json -EnumsAsStrings -Depth 4 -WarningAction Ignore | ForEach-Object { $_ -replace '\\\\', '\' } }
            'Export-Clixml' {
                $rows | Export-Clixml "$TestDrive/rows.xml"
                Get-Content "$TestDrive/rows.xml" -Raw
                Import-Clixml "$TestDrive/rows.xml" | Out-String -Width 400
            }
            'Out-String' { $columns | ForEach-Object { $rows.$_ | Out-String -Width 4000 } }
            'ToString' { $rows | ForEach-Object { "$_"; "$($_.Owners)" } }
            'Select-String' { $rows | Select-String . | ForEach-Object Line }
            'Get-SocketSummary -GroupBy' {
                foreach ($property in [SockDiag.SocketProperty].GetEnumNames()) { Get-SocketSummary -Protocol $protocols -GroupBy $property -WarningAction Ignore | Format-Table | Out-String -Width 4000 }
            }
            'a table with namespaces' { $inNamespaces | Out-String -Width 400; $inNamespaces | Format-List | Out-String -Width 4000 }
            'completion' {
                foreach ($parameter in 'ProcessName', 'ProcessId', 'Interface', 'Path', 'User', 'NetworkNamespace', 'Cgroup', 'LocalAddress', 'LocalPort') {
                    $line = "Get-Socket -$parameter "
                    Wait-Until { (TabExpansion2 $line $line.Length).CompletionMatches } | ForEach-Object { $_.CompletionText, $_.ListItemText, $_.ToolTip }
                }
            }
            'errors' {
                # What is asked for may be somebody else's name too.
                foreach ($name in (Get-NameClass | ForEach-Object { Get-Name $_ } | Where-Object { $_ })) {
                    foreach ($parameter in 'ProcessName', 'Interface', 'User', 'NetworkNamespace', 'Cgroup', 'LocalAddress', 'LocalPort', 'Mark', 'State') {
                        $arguments = @{ $parameter = "no/such:$name" }
                        $problem = try { Get-Socket @arguments -ErrorAction Stop } catch { $_ }
                        $problem | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { "$_"; $_ | Out-String -Width 400; "$($_.TargetObject)"; "$($_.CategoryInfo)" }
                    }
                }
            }
            'warnings and verbose' { Get-Socket -Protocol All -Verbose 3>&1 4>&1 | Where-Object { $_ -isnot [SockDiag.Socket] } | Out-String -Width 4000 }
        }
    }
}

AfterAll { Remove-HostileWorld }

Describe 'A name with <_>' -ForEach $classes {
    BeforeAll {
        $thing = $world | Where-Object Class -EQ $_
        $name = Get-Name $_
        $shown = Get-ShownName $_
    }

    It 'is that of a process' {
        (Get-Socket -Protocol Tcp -ProcessId $thing.ProcessId).Process | Should -BeExactly $shown
        "$((Get-Socket -Protocol Tcp -ProcessId $thing.ProcessId).Owners)" | Should -BeExactly "$shown($($thing.ProcessId),8)"
    }
    It 'finds the process: <Spelling>' -ForEach 'as it is', 'as it is shown' {
        $given = $_ -eq 'as it is' ? $name : $shown
        if ($null -eq $given) { Set-ItResult -Skipped -Because 'these bytes are no text' }
        @(Get-Socket -Protocol Tcp -ProcessName ([WildcardPattern]::Escape($given))).ProcessId | Should -Contain $thing.ProcessId
    }
    It 'finds the path, as it is and as it is shown' {
        if (-not $thing.Path) { Set-ItResult -Skipped -Because 'these bytes are no text' }
        foreach ($given in $thing.Path, "$TestDrive/$shown.sock", "@$PID-$name", "@$PID-$shown", "`0$PID-$name") {
            $ends = Get-Socket -Protocol Unix -Path ([WildcardPattern]::Escape($given))
            @($ends | ForEach-Object { $_.Path ?? $_.PeerPath } | Sort-Object -Unique) | Should -BeExactly ($given -like '/*' ? "$TestDrive/$shown.sock" : "@$PID-$shown") -Because $given
        }
    }
    It 'finds the interface, as it is and as it is shown' {
        if (-not $thing.Interface) { Set-ItResult -Skipped -Because 'root alone can make one in this namespace, or the kernel takes no such name' }
        foreach ($given in $name, $shown | Where-Object { $null -ne $_ }) { @(Get-Socket -Protocol Udp -Interface $given).Interface | Should -Be $shown, $shown -Because 'one is bound to it, and one to its link-local address' }
        (Get-Socket -Protocol Udp -Interface $shown).LocalAddress | Should -Contain "$(($thing.Index, $world.IndexOf($thing))[1] | ForEach-Object { "fe80::5:$($_ + 1)" })%$shown"
    }
    It 'finds the user, as it is and as it is shown' {
        if (-not $thing.UserId) { Set-ItResult -Skipped -Because 'root alone can make one, and none with a line feed' }
        foreach ($given in $name, $shown | Where-Object { $null -ne $_ }) {
            $row = Get-Socket -Protocol Tcp -User $given
            $row.ProcessId | Should -Be $thing.ProcessId
            $row.UserName | Should -BeExactly $shown
        }
    }
    It 'finds the cgroup, as it is and as it is shown' {
        if (-not $thing.Cgroup) { Set-ItResult -Skipped -Because 'it takes root and a mounted cgroup v2, which takes no line feed' }
        $folder = "/$(Split-Path $thing.Cgroup -Leaf)"
        foreach ($given in $name, $shown | Where-Object { $null -ne $_ }) {
            $row = Get-Socket -Protocol Tcp -Cgroup "$folder/$given.service"
            $row.ProcessId | Should -Be $thing.ProcessId
            $row.CgroupPath | Should -BeExactly "$folder/$shown.service"
            $row.Unit | Should -BeExactly "$shown.service"
        }
    }
    It 'finds the network namespace, as it is and as it is shown' {
        if (-not $thing.Namespace) { Set-ItResult -Skipped -Because 'root alone can make one' }
        foreach ($given in $name, $shown | Where-Object { $null -ne $_ }) { (Get-Socket -Protocol Udp -NetworkNamespace $given).NetworkNamespace | Should -BeExactly $shown }
    }
    It 'is completed to what finds it again: -<_>' -ForEach 'ProcessName', 'Interface', 'User', 'Cgroup', 'NetworkNamespace', 'Path' {
        $parameter = $_
        $label = switch ($parameter) {
            'Interface' { if ($thing.Interface) { $shown } }
            'User' { if ($thing.UserId) { $shown } }
            'Cgroup' { if ($thing.Cgroup) { "/$(Split-Path $thing.Cgroup -Leaf)/$shown.service" } }
            'NetworkNamespace' { if ($thing.Namespace) { $shown } }
            'Path' { if ($thing.Path) { "$TestDrive/$shown.sock" } }
            default { $shown }
        }
        if (-not $label) { Set-ItResult -Skipped -Because 'there is none of that name here' }
        $line = "Get-Socket -$parameter $($parameter -in 'Path', 'Cgroup' ? $label.Substring(0, $label.LastIndexOf('/')) : '')"
        $match = Wait-Until { (TabExpansion2 $line $line.Length).CompletionMatches | Where-Object ListItemText -CEQ $label }
        $protocol = $parameter -eq 'Path' ? 'Unix' : $parameter -in 'Interface', 'NetworkNamespace' ? 'Udp' : 'Tcp'
        $found = Invoke-Expression "Get-Socket -Protocol $protocol -$parameter $($match[0].CompletionText) -ErrorAction Stop -WarningAction Ignore"
        $found | Should -Not -BeNullOrEmpty
        $property = @{ ProcessName = 'Process'; User = 'UserName'; Cgroup = 'CgroupPath' }[$parameter] ?? $parameter
        $found.$property | Should -Contain $label
    }
}

Describe 'Text of other people' {
    It 'is in these properties at least: <_>' -ForEach @('Process', 'Owners.Process', 'PeerProcess', 'Path', 'PeerPath'; if ($isRoot) { 'Interface', 'LocalAddress', 'UserName', 'NetworkNamespace', 'Memberships.Interface' }) {
        $carriers | Should -Contain $_
    }
    It 'is in no property as it is' {
        foreach ($path in $texts.Keys | Where-Object { $_ -ne 'Filter' }) { @($texts[$path] -match $forbiddenInLine) | Should -BeNullOrEmpty -Because $path }
    }
    It 'is known of every property that has text' -Skip:(-not $isRoot) -Tag 'needs root and a network namespace' {
        # What the core itself writes, and numbers. The others that are not met here: TcpBlockTests and SmcSocketTests have them, with bytes of their own.
        $ours = 'FileDevice', 'EtherTypeName', 'IPProtocolName', 'Filter', 'ContainerId', 'Memberships.Address', 'PrimaryAddress', 'LocalContextName', 'RemoteContextName', 'Tls.Version', 'Tls.Cipher', 'Ulp.Tls.Version', 'Ulp.Tls.Cipher'
        $elsewhere = 'CongestionControl', 'Ulp.Name', 'Device', 'LocalGid', 'PeerGid', 'RemoteAddress', 'UmemInterface', 'LocalAddresses', 'RemoteAddresses'
        $mount = Get-CgroupMount
        if (-not $mount -or -not (Test-Writable $mount)) { $elsewhere += 'CgroupPath', 'Unit' }
        $seen = [Collections.Generic.HashSet[string]]::new()
        function Get-TextPath([type] $Type, [string] $Path, [int] $Depth) {
            foreach ($property in $Type.GetProperties('Public, Instance')) {
                $below = "$Path.$($property.Name)".TrimStart('.')
                $of = $property.PropertyType
                $element = $of.GetInterfaces() | Where-Object { $_.Name -eq 'IReadOnlyList`1' } | ForEach-Object { $_.GetGenericArguments()[0] } | Select-Object -First 1
                if ($element) { $of = $element }
                if ($property.GetIndexParameters().Count) { continue }
                if ($of -eq [string]) { $null = $seen.Add($below) }
                elseif ($of.Namespace -eq 'SockDiag' -and -not $of.IsEnum -and $Depth -lt 3) { Get-TextPath $of $below ($Depth + 1) }
            }
        }
        foreach ($type in [SockDiag.Socket].Assembly.GetExportedTypes() | Where-Object { $_.IsSubclassOf([SockDiag.Socket]) }) { Get-TextPath $type '' 0 }
        $seen | Where-Object { $_ -notin $carriers -and $_ -notin $ours -and $_ -notin $elsewhere -and $_ -notlike 'Subflows.*' } | Should -BeNullOrEmpty
    }
}

Describe 'What is not shown' {
    It 'is in nothing that comes out of <_>' -ForEach $exits {
        $out = @(Get-Exit $_) -join "`n"
        [regex]::Matches($out, $forbidden).ForEach{ 'U+{0:x4}' -f [int] $_.Value[0] } | Should -BeNullOrEmpty
    }
    It 'is escaped in what comes out of <_>' -ForEach ($exits | Where-Object { $_ -notin 'warnings and verbose', 'errors', 'ToString', 'Select-String' -and ($isRoot -or $_ -ne 'a table with namespaces') }) {
        $out = @(Get-Exit $_) -join "`n"
        foreach ($class in Get-NameClass) { $out.Contains((Get-ShownName $class)) -or ($class -eq 'LineFeed' -and $_ -like '*Summary*') | Should -BeTrue -Because $class }
    }
}
