# What a user sees who is not root: the same sockets, fewer owners, and what was not seen said once.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $isRoot = Test-Root
    $besideRoot = -not $isRoot -and (Test-Alone) # enter.sh has root hold a socket
    $canBeUser = $isRoot -and (Get-Command setpriv -ErrorAction Ignore) -and $(setpriv --reuid 65534 --regid 65534 --clear-groups test -r (Get-ModulePath) -a -r $PSHOME/pwsh.dll; $LASTEXITCODE -eq 0)
    $canUnshare = $canBeUser -and $(unshare --mount --pid --fork --mount-proc true 2>$null; $LASTEXITCODE -eq 0)
    $canBecome = 'needs root, setpriv, and a module and a shell that an ordinary user may read'
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    Import-Module (Get-ModulePath)
    $listener = New-Listener
    $port = Get-Port $listener
    $client = New-Client -Port $port
    $asUser = 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'
}

AfterAll { Close-Everything }

Describe 'An ordinary user' -Skip:$isRoot -Tag 'this run is root''s; the runner repeats it as an ordinary user' {
    It 'sees the owners of their own sockets' {
        $row = Get-Socket -Cookie (Get-Cookie $client) -WarningVariable warnings
        $row.ProcessId | Should -Be $PID
        $row.OwnerVisibility | Should -Be Visible
        $warnings | Should -BeNullOrEmpty
    }
    It 'sees no marks' { Get-Socket -LocalPort $port | Where-Object { $null -ne $_.Mark } | Should -BeNullOrEmpty }

    It 'may not select by mark, which is never an empty answer: <_>' -ForEach @(
        { Get-Socket -Mark 0 }
        { Get-Socket -Mark 0x10/0xff -Protocol Udp }
        { Get-Socket -Mark 1 -LocalPort $port -SkipOwner }
        { Get-Socket -Mark 1 -AddressFamily IPv6 -State Listen }
        { Get-Socket -Mark 1 -LocalPort (1..400 | ForEach-Object { 2 * $_ }) }
    ) {
        $failure = try { & $_ 3>$null } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'MarkNotPermitted,PSSocketStats.Commands.GetSocketCommand'
        $failure.CategoryInfo.Category | Should -Be PermissionDenied
        $failure.ErrorDetails.RecommendedAction | Should -Match 'CAP_NET_ADMIN'
    }

    Context 'beside root''s socket' -Skip:(-not $besideRoot) -Tag 'needs the runner as root, which holds a socket in the sight of this user' {
        It 'sees the socket, and that its owner is hidden' {
            $row = Get-Socket -RemotePort 9 -Protocol Udp 3>$null
            $row.OwnerVisibility | Should -Be Hidden
            $row.ProcessId, $row.Process | Should -Be $null, $null
            $row.Owners | Should -HaveCount 0
            $row.UserId | Should -Be 0
            $row.UserName | Should -Be root
        }
        It 'is warned once, with the number of sockets and what would show them' {
            $null = Get-Socket -WarningVariable warnings 3>$null
            $warnings | Should -HaveCount 1
            "$warnings" | Should -Match '1 socket '
            "$warnings" | Should -Match 'CAP_SYS_PTRACE'
        }
        It 'is not warned where no owner was looked for' {
            $null = Get-Socket -SkipOwner -WarningVariable warnings 3>$null
            $warnings | Should -BeNullOrEmpty
        }
        It 'is warned that sockets were left out, who asks for a process that may not be read' {
            Get-Socket -ProcessId 1 -WarningVariable warnings -ErrorAction Stop 3>$null | Should -BeNullOrEmpty
            $warnings | Should -HaveCount 1
            "$warnings" | Should -Match '^Left out'
        }
        It 'finds it by its user' { (Get-Socket -User root 3>$null).RemotePort | Should -Be 9 }
        It 'sees every socket that /proc lists' {
            $listed = Get-Content /proc/net/tcp, /proc/net/tcp6, /proc/net/udp, /proc/net/udp6 | ForEach-Object { ($_ -split ' +' -ne '')[9] } | Where-Object { $_ -match '^[1-9]\d*$' }
            (Get-Socket -State ([SockDiag.SocketState]'All' -bxor 'BoundInactive') 3>$null | Where-Object Inode).Inode | Sort-Object | Should -Be ([long[]] $listed | Sort-Object)
        }
    }
}

Describe 'Root' -Skip:(-not $isRoot) -Tag 'needs root' {
    It 'sees every owner, without a warning' {
        $row = Get-Socket -Port $port -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $row.OwnerVisibility | Sort-Object | Should -Be Visible, Visible, AwaitingAccept
    }
}

Describe 'An ordinary user beside root' -Skip:(-not $canBeUser) -Tag $canBecome {
    BeforeAll {
        $run = Invoke-Shell -Before $asUser "Get-Socket -Port $port -WarningVariable warnings 3>`$null | Sort-Object Cookie | ForEach-Object { `"`$(`$_.Cookie) `$(`$_.Inode) `$(`$_.UserId) `$(`$_.OwnerVisibility) `$(`$_.ProcessId)`" }; `$warnings.Count"
        $seen = $run.Output -split "`n"
    }

    It 'sees the same sockets, without their owners' {
        $mine = Get-Socket -Port $port | Sort-Object Cookie | ForEach-Object { "$($_.Cookie) $($_.Inode) $($_.UserId) $($_.OwnerVisibility -eq 'AwaitingAccept' ? 'AwaitingAccept' : 'Hidden') " }
        $mine | Should -HaveCount 3
        $seen | Select-Object -SkipLast 1 | Should -Be $mine
    }
    It 'is warned once, and gets no error' {
        $seen[-1] | Should -Be 1
        $run.Errors | Should -BeNullOrEmpty
    }
}

Describe '/proc with hidepid=<_>' -Skip:(-not $canUnshare) -Tag "$canBecome; and mount namespaces" -ForEach 1, 2 {
    BeforeAll {
        # In a mount namespace of its own: the machine's /proc is as it was.
        $run = Invoke-Shell -Before (@('unshare', '--mount', 'bash', '-c', "mount -t proc -o hidepid=$_ proc /proc && exec `"`$@`"", 'bash') + $asUser) @"
            `$row = Get-Socket -LocalPort $port -State Listen -WarningVariable warnings 3>`$null
            "`$(`$row.Cookie) `$(`$row.OwnerVisibility) `$(`$row.ProcessId)"
            `$warnings.Count
            "`$warnings"
            `$own = [System.Net.Sockets.UdpClient]::new(0)
            (Get-Socket -LocalPort `$own.Client.LocalEndPoint.Port).OwnerVisibility
            Get-Socket -ProcessName no-such-process
"@
        $cookie, $count, $warning, $own = $run.Output -split "`n"
    }

    It 'is no error' { $run.Errors | Should -BeNullOrEmpty }
    It 'hides the owner' { $cookie | Should -Be "$(Get-Cookie $listener) Hidden " }
    It 'is told in one warning' {
        $count | Should -Be 1
        $warning | Should -Match ($_ -eq 1 ? 'CAP_SYS_PTRACE' : 'hidepid')
    }
    It 'does not hide one''s own' { $own | Should -Be Visible }
}

Describe 'A process-id namespace of its own' -Skip:(-not $canUnshare) -Tag "$canBecome; and process-id namespaces" {
    It 'hides the owners outside of it, even from root' {
        $run = Invoke-Shell -Before unshare, --pid, --fork, --mount-proc @"
            `$row = Get-Socket -LocalPort $port -State Listen -WarningVariable warnings 3>`$null
            "`$(`$row.Cookie) `$(`$row.OwnerVisibility)"
            "`$warnings"
"@
        $run.Errors | Should -BeNullOrEmpty
        $row, $warning = $run.Output -split "`n"
        $row | Should -Be "$(Get-Cookie $listener) Hidden"
        $warning | Should -Match 'process-id namespace'
    }
}
