# Who is at the other end, and what a socket belongs to.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $isRoot = Test-Root
    $canBeUser = $isRoot -and (Get-Command setpriv -ErrorAction Ignore) -and $(setpriv --reuid 65534 --regid 65534 --clear-groups test -r (Get-ModulePath) -a -r $PSHOME/pwsh.dll; $LASTEXITCODE -eq 0)
    $canMakeCgroup = $isRoot -and (Get-CgroupMount) -and (Test-Writable (Get-CgroupMount))
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $listener = New-Listener
    $port = Get-Port $listener
    $holder = Start-Holder -Port $port
    $server = Receive-Connection $listener
    $waiting = New-Client -Port $port
    $mine = Get-Content /proc/$PID/comm
}

AfterAll { Close-Everything }

Describe 'Get-Socket -IncludePeer' {
    It 'names the process at the other end' {
        $row = Get-Socket -Cookie (Get-Cookie $server) -IncludePeer
        $row.PeerProcessId | Should -BeOfType [int]
        $row.PeerProcessId | Should -Be $holder.Id
        $row.PeerProcess | Should -Be bash
    }
    It 'names the listener''s where nobody has accepted yet' {
        (Get-Socket -Cookie (Get-Cookie $waiting) -IncludePeer).PeerProcess | Should -Be $mine
    }
    It 'says nothing unless it is asked' { (Get-Socket -Cookie (Get-Cookie $server)).PeerProcessId | Should -BeNullOrEmpty }
    It 'is at home with processes that are asked for' {
        $row = $holder | Get-Socket -IncludePeer
        $row.ProcessId | Should -Be $holder.Id
        $row.PeerProcessId | Should -Be $PID
    }
    It 'answers for the connections of a listing that are looked up again' {
        (Get-Socket -Cookie (Get-Cookie $server) -IncludePeer | Get-TcpInfo).PeerProcessId | Should -Be $holder.Id
        (Get-TcpInfo -Cookie (Get-Cookie $server) -IncludePeer).PeerProcess | Should -Be bash
    }
    It 'stands in the list' {
        $list = Get-Socket -Cookie (Get-Cookie $server) -IncludePeer | Format-List | Out-String
        $list | Should -Match "(?m)^PeerProcessId +: $($holder.Id)\s*$"
        $list | Should -Match '(?m)^PeerProcess +: bash\s*$'
    }
    It 'and -SkipOwner exclude each other: <_>' -ForEach { Get-Socket -IncludePeer -SkipOwner }, { Get-TcpInfo -IncludePeer -SkipOwner } {
        $failure = try { & $_ } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'SkipOwnerWithPeer,*'
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        $failure.ErrorDetails.RecommendedAction + $failure.Exception.Message | Should -Match 'Leave out|exclude'
    }
    It 'says once how many may not be seen' -Skip:(-not $canBeUser) -Tag 'needs root, setpriv, and a module and a shell that an ordinary user may read' {
        $run = Invoke-Shell "Get-Socket -Cookie $(Get-Cookie $server) -IncludePeer -WarningVariable w 3>`$null | ForEach-Object { `"[`$(`$_.PeerProcessId)]`" }; `$w" -Before 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'
        $row, $owners, $peers = $run.Output -split "`n"
        $row | Should -Be '[]'
        $owners | Should -Match '^The owners of 1 socket are hidden: .* CAP_SYS_PTRACE'
        $peers | Should -Match '^The owners of 1 peer are hidden: .* CAP_SYS_PTRACE'
    }
}

Describe 'Unit and ContainerId' -Skip:(-not $canMakeCgroup) -Tag 'needs root and a mounted cgroup v2' {
    BeforeAll {
        $id = '8f2b1c04d5e6978a' * 4
        $folder = "$(Get-CgroupMount)/docker-$id.scope"
        $null = New-Item $folder -ItemType Directory
        Set-Content "$folder/cgroup.procs" $holder.Id
        $row = Get-Socket -ProcessId $holder.Id
    }
    AfterAll {
        Stop-Holder $holder
        $null = Wait-Until { rmdir $folder 2>$null; $LASTEXITCODE -eq 0 }
    }

    It 'are those of the process''s cgroup' {
        $row.Unit | Should -Be "docker-$id.scope"
        $row.ContainerId | Should -Be $id
    }
    It 'group sockets' { (Get-Socket -LocalPort $port, $row.LocalPort | Group-Object ContainerId | Where-Object Name -EQ $id).Group.Cookie | Should -Be $row.Cookie }
    It 'stand in the list' { $row | Format-List | Out-String | Should -Match "(?m)^ContainerId +: $id\s*$" }
}
