# Names that other people could choose to do harm, and a world in which everything has one: processes, Unix sockets, and as root interfaces, cgroups, users and network namespaces.
Import-Module "$PSScriptRoot/RealSockets.psm1"
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$firstUser = 61300 # one of each class

$made = [System.Collections.Generic.List[object]]::new()

# A name of each class of characters that are not shown. None has more than 15 bytes, which is all that a process or an interface may have.
$classes = [ordered]@{
    Escape      = "e`e[31mX"
    Bell        = "e`aX"
    LineFeed    = "e`nX"
    Delete      = "e$([char] 0x7f)X"
    C1          = "e$([char] 0x9b)X"
    Bidi        = "e$([char] 0x202e)X"
    Isolate     = "e$([char] 0x2066)X"
    ZeroWidth   = "e$([char] 0x200b)X"
    ByteOrder   = "e$([char] 0xfeff)X"
    LineEnd     = "e$([char] 0x2028)X"
    Paragraph   = "e$([char] 0x2029)X"
    OtherBlank  = "e$([char] 0x3000)X"
    Filler      = "e$([char] 0x3164)X"
    Selector    = "e$([char] 0xfe0f)X"
    Tag         = "e`u{e0041}X"
    Private     = "e$([char] 0xe000)X"
    NotAssigned = "e$([char] 0x0378)X"
    NoText      = $null # bytes that are no UTF-8
    LooksLike   = 'e\x1bX' # an escape that somebody wrote himself
}

function Get-NameClass { $classes.Keys }

# The bytes of a name, in octal, as bash's $'...' and printf read them.
function Get-NameOctal([string] $Class) {
    $bytes = $null -eq $classes[$Class] ? [byte[]] (0x65, 0xff, 0x58) : [Text.Encoding]::UTF8.GetBytes($classes[$Class])
    -join ($bytes | ForEach-Object { '\' + [Convert]::ToString($_, 8).PadLeft(3, '0') })
}

# The name as a program has it; nothing where it is no text.
function Get-Name([string] $Class) { $classes[$Class] }

# The name as it is to be shown.
function Get-ShownName([string] $Class) {
    if ($Class -eq 'NoText') { return 'e\xffX' }
    if ($Class -eq 'LooksLike') { return 'e\x5cx1bX' }
    -join ($classes[$Class].EnumerateRunes() | ForEach-Object {
        if ($_.IsAscii -and $_.Value -ge 0x20 -and $_.Value -lt 0x7f) { "$_" }
        else { -join ([Text.Encoding]::UTF8.GetBytes("$_") | ForEach-Object { '\x{0:x2}' -f $_ }) }
    })
}

# What no text of other people may have in it; a line feed only where the shell itself ends a line.
function Get-ForbiddenPattern([switch] $InOneLine) {
    $separators = $InOneLine ? '\p{Cc}' : '\u0000-\u0009\u000b-\u001f\u007f-\u009f'
    "[$separators\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\u3000\u3164\ufe00-\ufe0f\ufffd]|\udb40"
}

# Runs lines of bash, with what is not to be text in $'...'.
function Invoke-Bash([string] $Script) {
    $output = bash -c $Script 2>&1
    if ($LASTEXITCODE -ne 0) { throw "bash: $output" }
}

# A thing of each class that this user and kernel can make: its class and what there is of it.
function New-HostileWorld([string] $Folder) {
    $isRoot = (Test-Root) -and (Test-Alone) -and (Get-Command ip, nsenter, unshare, setpriv -ErrorAction Ignore).Count -eq 4
    $cgroups = $isRoot ? (Get-CgroupMount) : $null
    if ($cgroups -and -not (Test-Writable $cgroups)) { $cgroups = $null }
    $listener = New-Listener 127.0.0.9
    $made.Clear()
    if ($isRoot) {
        # In this mount namespace alone: a user of each class, and a folder for namespaces' names.
        $lines = for ($i = 0; $i -lt $classes.Count; $i++) {
            # A line of the file cannot have a line feed in a name.
            if (@($classes.Keys)[$i] -ne 'LineFeed') { "printf '$(Get-NameOctal @($classes.Keys)[$i]):x:$($firstUser + $i):65534::/:/bin/false\n'" }
        }
        Invoke-Bash "{ cat /etc/passwd; $($lines -join '; '); } >$Folder/passwd; chmod 644 $Folder/passwd; mount --bind $Folder/passwd /etc/passwd; mkdir -p /run/netns; mount -t tmpfs none /run/netns"
    }
    $number = 0
    foreach ($class in $classes.Keys) {
        $number++
        $octal = Get-NameOctal $class
        $thing = [pscustomobject]@{ Class = $class; ProcessId = $null; Interface = $false; Cgroup = $null; UserId = $null; Namespace = $false; Path = $null; Index = $null }
        $made.Add($thing)
        $before = @()
        $first = ':'
        if ($isRoot) {
            $hasUser = $class -ne 'LineFeed'
            if ($hasUser) { $thing.UserId = $firstUser + $number - 1 }
            if ($cgroups -and $class -ne 'LineFeed') {
                # The kernel refuses a cgroup with a line feed in its name.
                $thing.Cgroup = "$cgroups/hostile-$PID-$number"
                Invoke-Bash "mkdir -p `$'$cgroups/hostile-$PID-$number/$octal.service'"
                $first = "echo `$`$ >`$'$cgroups/hostile-$PID-$number/$octal.service/cgroup.procs'"
            }
            if ($hasUser) { $before = 'bash', '-c', "$first; exec setpriv --reuid $($thing.UserId) --regid 65534 --clear-groups -- `"`$@`"", 'as' }
            else { $before = 'bash', '-c', "$first; exec `"`$@`"", 'as' }
            $null = bash -c "ip link add `$'$octal' type veth peer name p$number && ip link set dev `$'$octal' up && ip link set dev p$number up && ip address add fe80::5:$number/64 dev `$'$octal' nodad" 2>&1
            $thing.Interface = $LASTEXITCODE -eq 0 # the kernel refuses some names
            Invoke-Bash "touch `$'/run/netns/$octal'; unshare --net=`$'/run/netns/$octal' ip link set lo up"
            $thing.Namespace = $true
        }
        $names = $class -eq 'LineFeed' ? @{ Program = "$Folder/$($classes[$class])" } : @{ Name = $octal } # a write to comm ends with a line feed
        if ($names.ContainsKey('Program')) { Copy-Item (Get-Command bash).Source $names.Program }
        $holder = Start-Holder -Port (Get-Port $listener) -Address 127.0.0.9 -Before $before @names
        $null = Receive-Connection $listener
        $thing.ProcessId = $holder.Id
        if ($thing.Namespace) {
            # It keeps its namespace's only socket.
            $null = Start-Holder -Protocol udp -Port 9 -Before 'bash', '-c', "exec nsenter --net=`$'/run/netns/$octal' `"`$@`"", 'in'
        }
        if ($thing.Interface) {
            # A socket that is bound to it, and one whose address has it for a zone.
            $index = [int] (bash -c "ip -o link show dev `$'$octal' | LC_ALL=C cut -d: -f1 | head -n 1")
            $bound = New-BoundSocket 0.0.0.0
            $name = [byte[]] ((-join ($octal -split '\\' | Where-Object { $_ } | ForEach-Object { [char] [Convert]::ToInt32($_, 8) })).ToCharArray())
            $bound.SetRawSocketOption(1, 25, $name)
            (New-InetSocket ::1 Dgram).Bind([ipendpoint]::new([ipaddress]::new(([ipaddress] "fe80::5:$number").GetAddressBytes(), $index), 0))
            $thing.Index = $index
        }
        if ($class -ne 'NoText') {
            $thing.Path = "$Folder/$($classes[$class]).sock"
            $null = New-UnixListener $thing.Path
            $null = New-UnixClient $thing.Path
            $null = New-UnixListener "`0$PID-$($classes[$class])"
        }
    }
    $made.ToArray()
}

function Remove-HostileWorld {
    Close-Everything
    foreach ($thing in $made) {
        $octal = Get-NameOctal $thing.Class
        if ($thing.Interface) { $null = bash -c "ip link delete dev `$'$octal'" 2>&1 }
        if ($thing.Cgroup) { Wait-Until { $null = bash -c "rmdir `$'$($thing.Cgroup)/$octal.service' $($thing.Cgroup)" 2>&1; $LASTEXITCODE -eq 0 } | Out-Null }
    }
    if ($made | Where-Object UserId) { $null = bash -c 'umount /etc/passwd; umount --recursive /run/netns' 2>&1 }
}

Export-ModuleMember Get-NameClass, Get-Name, Get-ShownName, Get-NameOctal, Get-ForbiddenPattern, New-HostileWorld, Remove-HostileWorld
