# What the module says of families and of errors, in a guest whose kernel may lack some. It is run there by run.ps1; a second here takes twenty, so it is short.

BeforeDiscovery {
    Import-Module $env:PSSOCKETSTATS_MODULE
    # What hold-families found lacking; XDP sockets it can open before they can be listed.
    $lacks = @(Select-String -Path /tmp/families -Pattern '^lacks (\w+): ' | ForEach-Object { $_.Matches[0].Groups[1].Value })
    if ([Environment]::OSVersion.Version -lt '6.12') { $lacks += 'xdp' }
    $protocols = [SockDiag.SocketProtocol].GetEnumNames().Where{ $_ -ne 'All' }
    $absent = $protocols.Where{ $_ -in $lacks }
    $present = $protocols.Where{ $_ -notin $lacks }
}

BeforeAll { Import-Module $env:PSSOCKETSTATS_MODULE }

Describe 'A protocol that this kernel has' {
    It 'has sockets, a table and a CSV file: <_>' -ForEach $present {
        $found = @(Get-Socket -Protocol $_)
        $found.Count | Should -BeGreaterThan 0
        $found.Protocol | Select-Object -Unique | Should -Be $_
        $found | Out-String | Should -Match '\w'
        @($found | ConvertTo-Csv).Count | Should -Be ($found.Count + 1)
    }
}

Describe 'A protocol that this kernel lacks' {
    It 'is ProtocolNotSupported, and does not become another one: <_>' -ForEach $absent -AllowNullOrEmptyForEach {
        $found = @(Get-Socket -Protocol $_ -ErrorAction SilentlyContinue -ErrorVariable failures)
        $found.Count | Should -Be 0
        $failures.FullyQualifiedErrorId | Should -Be 'ProtocolNotSupported,PSSocketStats.Commands.GetSocketCommand'
        $failures[0].CategoryInfo.Category | Should -Be NotInstalled
        $failures[0].TargetObject | Should -Be $_
    }
    It 'leaves the others their answer: <_>' -ForEach $absent -AllowNullOrEmptyForEach {
        # No port is asked for: not every kind of socket has one, and then it is not asked at all.
        $found = @(Get-Socket -Protocol $_, Tcp -SkipOwner -ErrorAction SilentlyContinue -ErrorVariable failures)
        @($found | Where-Object LocalPort -EQ 5003).Count | Should -Be 2
        $failures.Count | Should -Be 1
    }
    It 'is not missed where all are asked for' {
        $found = @(Get-Socket -Protocol All -ErrorAction SilentlyContinue -ErrorVariable failures)
        $failures.Count | Should -Be 0
        $found.Protocol | Should -Contain Tcp
    }
}

Describe 'What is known of a socket here' {
    It 'is its owner' { (Get-Socket -LocalPort 5003 -State Listen).Process | Should -Be tcp }
    It 'is tcp_info, as much as this kernel has' {
        $info = Get-TcpInfo -LocalPort 5003
        $info.RttMilliseconds | Should -BeGreaterThan 0
        $null -eq $info.ReceiveWindowBytes | Should -Be ([Environment]::OSVersion.Version -lt '6.2')
    }
    It 'is counted' { (Get-SocketSummary | Where-Object Protocol -EQ Tcp).Total | Should -BeGreaterThan 0 }
}

Describe 'A list that the kernel ended too early' -Skip:($absent -contains 'Xdp') -Tag 'this kernel lists no XDP sockets' {
    It 'is told by one warning, whatever was asked of it' {
        @(Get-Socket -Protocol Xdp -Interface v0 -WarningAction SilentlyContinue -WarningVariable warnings).Count | Should -Be 2
        $warnings | Should -HaveCount 1
        $warnings | Should -Match '^Xdp sockets are missing'
    }
}

Describe 'What cannot be asked' {
    It 'is an error: <Command>' -ForEach @(
        @{ Command = { Get-Socket -LocalPort 70000 }; Id = 'ParameterArgumentTransformationError' }
        @{ Command = { Get-Socket -Protocol nosuch }; Id = 'CannotConvertArgumentNoMessage' }
        @{ Command = { Get-Socket -ProcessId 4194304 -ErrorAction Stop }; Id = 'ProcessNotFound' }
    ) {
        { & $Command } | Should -Throw -ErrorId "$Id,PSSocketStats.Commands.GetSocketCommand"
    }
}
