# An import asks nothing, and a sandbox that ends whoever makes a privileged call meets none.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    $hasCompiler = [bool] (Get-Command gcc -ErrorAction Ignore)
    $canTrace = (Get-Command strace -ErrorAction Ignore) -and $(strace -o /dev/null true 2>$null; $LASTEXITCODE -eq 0)
    $isRoot = Test-Root
    $become = 'setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'
    $canBeUser = $isRoot -and (Get-Command setpriv -ErrorAction Ignore) -and $(env $become test -r (Get-ModulePath) -a -r $PSHOME/pwsh.dll; $LASTEXITCODE -eq 0)
    # Whom the shell runs as.
    $users = @(
        @{ Who = 'this user'; Before = @(); May = $true }
        @{ Who = 'an ordinary user beside root'; Before = $become; May = $canBeUser }
    ).Where{ $_.May }
    $hasCgroups = [bool] (Get-CgroupMount)
    $isFirst = (readlink /proc/self/ns/pid) -eq 'pid:[4026531836]' # elsewhere bpf(2) would not help
    $isNeeded = @{ bpf = $isFirst; open_by_handle_at = $hasCgroups }
}

BeforeAll {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    # What a shell has open of the kernel's programs.
    $open = { (Get-ChildItem /proc/$PID/fd).LinkTarget -like 'anon_inode:bpf*' }
}

AfterAll { Close-Everything }

Describe 'An import' -Skip:(-not $canTrace) -Tag 'needs strace, which may trace' {
    BeforeAll {
        # Nothing can be waited for here: that nothing comes, within two seconds, is what is claimed. The last word proves that calls are seen.
        $trace = "$TestDrive/trace"
        $run = Invoke-Shell -WithoutModule -Before strace, -f, -qq, -e, 'trace=socket,bpf,open_by_handle_at,pidfd_getfd', -e, signal=none, -o, $trace @"
            Import-Module '$(Get-ModulePath)'
            (Get-Command Get-Socket).Name
            'Get-Socket' -in (TabExpansion2 Get-Soc).CompletionMatches.CompletionText
            [Threading.Thread]::Sleep(2000)
            [Net.Sockets.Socket]::new('InterNetwork', 'Dgram', 'Udp').Dispose()
            'done'
            `$null = Get-Socket -WarningAction Ignore
"@
        $calls = @(Get-Content $trace)
        $last = ($calls | Select-String 'AF_INET, SOCK_DGRAM').LineNumber[-1]
    }

    It 'and a look at the command''s name open no netlink socket, load no program and open nothing by its handle' {
        $run.Output -split '\r?\n' | Should -Be 'Get-Socket', 'True', 'done'
        $calls[0..($last - 1)] -match 'AF_NETLINK|bpf\(|open_by_handle_at\(|pidfd_getfd\(' | Should -BeNullOrEmpty
    }
    It 'is followed by a call that asks, which the trace shows' { $calls[$last..$calls.Count] -match 'AF_NETLINK' | Should -Not -BeNullOrEmpty }
}

Describe 'Importing' {
    It 'again, and in other runspaces, is harmless and leaves nothing open' {
        $run = Invoke-Shell @"
            Import-Module '$(Get-ModulePath)' -Force
            `$shells = 1..3 | ForEach-Object { [powershell]::Create().AddScript("Import-Module '$(Get-ModulePath)'; (Get-Command Get-Socket).Name") }
            `$running = `$shells.ForEach{ `$_.BeginInvoke() }
            `$shells.ForEach{ `$_.EndInvoke(`$running[`$shells.IndexOf(`$_)]) } -join ' '
            @(& {$open}).Count
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split '\r?\n' | Should -Be 'Get-Socket Get-Socket Get-Socket', '0'
    }
}

Describe 'Removing the module' {
    It 'gives back what its calls loaded into the kernel, and a later import loads it again' {
        $run = Invoke-Shell @"
            `$source = { (Get-Socket -State Listen -Verbose 4>&1).Where{ `$_ -is [Management.Automation.VerboseRecord] }.Message }
            `$count = { @(& {$open}).Count }
            `$listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            `$listener.Start()
            `$before = & `$source
            `$loaded = & `$count
            Remove-Module PSSocketStats
            `$removed = & `$count
            Import-Module '$(Get-ModulePath)'
            "`$((& `$source) -eq `$before) `$((& `$count) -eq `$loaded) `$removed"
            "`$loaded `$before"
"@
        $run.Errors | Should -BeNullOrEmpty
        $same, $loaded = $run.Output -split '\r?\n'
        $same | Should -Be 'True True 0'
        $loaded | Should -Match "^(2 Owners: the kernel's file iterator\.|0 Owners: /proc, because .+)$" # there was something to give back, or a reason
    }
    It 'leaves a runspace that goes on calling its answers' {
        $run = Invoke-Shell @"
            `$listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            `$listener.Start()
            `$port = `$listener.LocalEndpoint.Port
            `$other = [powershell]::Create().AddScript("Import-Module '$(Get-ModulePath)'; 1..100 | ForEach-Object { (Get-Socket -LocalPort `$port).ProcessId }")
            `$running = `$other.BeginInvoke()
            while (-not `$running.IsCompleted) {
                Import-Module '$(Get-ModulePath)'
                `$null = Get-Socket -LocalPort `$port
                Remove-Module PSSocketStats
            }
            `$ids = `$other.EndInvoke(`$running)
            "`$(`$ids.Count) `$(@(`$ids -ne `$PID).Count) `$(`$other.Streams.Error.Count)"
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '100 0 0'
    }
}

Describe 'A sandbox that ends whoever calls <Call>' -Skip:(-not $hasCompiler) -Tag 'needs gcc' -ForEach @(
    foreach ($call in 'bpf', 'open_by_handle_at') {
        foreach ($user in $users) { @{ Call = $call; Who = $user.Who; Before = $user.Before; IsNeeded = $isNeeded[$call]; HasCgroups = $hasCgroups } }
    }
) {
    BeforeAll {
        $sandbox = "$TestDrive/seccomp"
        gcc -o $sandbox "$PSScriptRoot/support/seccomp.c" 2>&1 | Should -BeNullOrEmpty
        chmod go+rx $TestDrive $sandbox
        function Invoke-Sandboxed([string] $Script, [hashtable] $Environment = @{}) {
            Invoke-Shell -Before (@($sandbox, 'kill', $Call, '--') + $Before) -Script $Script -Environment $Environment
        }
    }

    It 'is met by no import, listing or cgroup of <Who>' {
        $run = Invoke-Sandboxed @'
            $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $listener.Start()
            $row = Get-Socket -LocalPort $listener.LocalEndpoint.Port
            $row.ProcessId -eq $PID
            $row.CgroupPath -eq ((Get-Content /proc/self/cgroup) -like '0::*' -replace '^0::') -or $row.CgroupPath
            $all = Get-Socket -Protocol Tcp, Udp, Unix -WarningAction Ignore
            $all.Count -gt 0
            $null = $all.CgroupPath
'@
        $run.ExitCode, $run.Errors | Should -Be 0, ''
        $run.Output -split '\r?\n' | Should -Be 'True', "$HasCgroups", 'True'
    }
    # Else the one above could not fail.
    It 'ends the shell of <Who> that is ordered to call it' -Skip:(-not $IsNeeded) -Tag 'needs the first process-id namespace, for handles cgroups v2' {
        $run = Invoke-Sandboxed -Environment @{ PSSOCKETSTATS_PRIVILEGED_CALLS = 'force' } @'
            $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $listener.Start()
            $row = Get-Socket -LocalPort $listener.LocalEndpoint.Port
            "$($row.ProcessId) $($row.CgroupPath)"
            'unharmed'
'@
        $run.Output | Should -Not -Match 'unharmed'
        $run.ExitCode | Should -Not -Be 0
    }
}

Describe 'PSSOCKETSTATS_PRIVILEGED_CALLS' -Skip:(-not $isFirst) -Tag 'needs the machine''s first process-id namespace' {
    It 'forbids with <_>' -ForEach 'forbid', 'FORBID', 'whatever' {
        $run = Invoke-Shell -Environment @{ PSSOCKETSTATS_PRIVILEGED_CALLS = $_ } @'
            $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $listener.Start()
            $out = @(Get-Socket -LocalPort $listener.LocalEndpoint.Port -Verbose 4>&1)
            $out[0].ProcessId -eq $PID
            $out[1].Message
'@
        $isFound, $reason = $run.Output -split '\r?\n'
        $run.Errors | Should -BeNullOrEmpty
        $isFound | Should -Be True
        $reason | Should -BeLike 'Owners: /proc, because *PSSOCKETSTATS_PRIVILEGED_CALLS forbids bpf(2)*'
    }
}
