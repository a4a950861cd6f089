# Real sockets for tests, the processes that hold them, and other shells. Everything is gone when Close-Everything has run.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$open = [System.Collections.Generic.List[System.IDisposable]]::new()
$atOnce = [System.Net.Sockets.LingerOption]::new($true, 0) # closed so, a connection leaves no TIME-WAIT to the next test
$started = [System.Collections.Generic.List[System.Diagnostics.Process]]::new()

#region Waiting

# Asks again until the answer is true, and returns it.
function Wait-Until([scriptblock] $Condition, [double] $Seconds = 10) {
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while ($true) {
        $answer = & $Condition
        if ($answer) { return $answer }
        if ([datetime]::UtcNow -gt $deadline) { throw "It did not come true within $Seconds seconds: {$Condition}" }
        [System.Threading.Thread]::Sleep(10)
    }
}

#endregion
#region Sockets of this process

function New-InetSocket([string] $Address, [System.Net.Sockets.SocketType] $Type, [switch] $Dual) {
    $protocol = $Type -eq 'Stream' ? 'Tcp' : 'Udp'
    $socket = [System.Net.Sockets.Socket]::new(([ipaddress] $Address).AddressFamily, $Type, $protocol)
    if ($socket.AddressFamily -eq 'InterNetworkV6') { $socket.DualMode = [bool] $Dual }
    if ($Type -eq 'Stream') { $socket.LingerState = $atOnce }
    $open.Add($socket)
    $socket
}

# Without Port: any free one.
function New-Listener([string] $Address = '127.0.0.1', [int] $Port = 0, [int] $Backlog = 64, [switch] $Dual) {
    $socket = New-InetSocket $Address Stream -Dual:$Dual
    $socket.Bind([ipendpoint]::new([ipaddress] $Address, $Port))
    $socket.Listen($Backlog)
    $socket
}

function New-BoundSocket([string] $Address = '127.0.0.1', [int] $Port = 0, [System.Net.Sockets.SocketType] $Type = 'Dgram', [switch] $Dual) {
    $socket = New-InetSocket $Address $Type -Dual:$Dual
    $socket.Bind([ipendpoint]::new([ipaddress] $Address, $Port))
    $socket
}

# With NoWait: returns before the peer has answered.
function New-Client([string] $To = '127.0.0.1', [int] $Port, [string] $From, [System.Net.Sockets.SocketType] $Type = 'Stream', [switch] $Dual, [switch] $NoWait) {
    $socket = New-InetSocket $To $Type -Dual:$Dual
    if ($From) { $socket.Bind([ipendpoint]::new([ipaddress] $From, 0)) }
    elseif ($NoWait) { $socket.Bind([ipendpoint]::new([ipaddress]::Loopback, 0)) } # otherwise .NET would not know its port
    $socket.Blocking = -not $NoWait
    try { $socket.Connect([ipendpoint]::new([ipaddress] $To, $Port)) }
    catch [System.Net.Sockets.SocketException] { if (-not $NoWait) { throw } } # in progress
    $socket
}

# A Unix socket; its path, or an abstract name, which starts with `0. The file goes with the socket.
function New-UnixSocket([System.Net.Sockets.SocketType] $Type = 'Stream') {
    $socket = [System.Net.Sockets.Socket]::new('Unix', $Type, 'Unspecified')
    $open.Add($socket)
    $socket
}

function New-UnixListener([string] $Path, [int] $Backlog = 64, [System.Net.Sockets.SocketType] $Type = 'Stream') {
    $socket = New-UnixSocket $Type
    $socket.Bind([System.Net.Sockets.UnixDomainSocketEndPoint]::new($Path))
    $socket.Listen($Backlog)
    $socket
}

function New-UnixClient([string] $To, [System.Net.Sockets.SocketType] $Type = 'Stream') {
    $socket = New-UnixSocket $Type
    $socket.Connect([System.Net.Sockets.UnixDomainSocketEndPoint]::new($To))
    $socket
}

# Leaves a connection to the listener in TIME-WAIT, and says its local port.
function New-TimeWait([System.Net.Sockets.Socket] $Listener) {
    $client = New-Client -Port (Get-Port $Listener)
    $server = Receive-Connection $Listener
    $port = Get-Port $client
    $client.LingerState = $server.LingerState = [System.Net.Sockets.LingerOption]::new($false, 0)
    $client.Close()
    $server.Close()
    $port
}

# The next connection that waits for a listener.
function Receive-Connection([System.Net.Sockets.Socket] $Listener) {
    $socket = $Listener.Accept()
    $open.Add($socket)
    $socket
}

# Connections that wait to be accepted: two sockets each. Returns their ports.
function New-ManyConnections([int] $Count) {
    $perListener = 2000
    for ($made = 0; $made -lt $Count; ) {
        $listener = New-Listener -Backlog $perListener
        $end = $listener.LocalEndPoint
        $end.Port
        for ($of = 0; $of -lt $perListener -and $made -lt $Count; $of++, $made++) {
            $client = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
            $client.LingerState = $atOnce
            $open.Add($client)
            $client.Connect($end)
        }
    }
}

function Get-Port([System.Net.Sockets.Socket] $Socket) { $Socket.LocalEndPoint.Port }

# The kernel's number of the socket (SO_COOKIE), asked from the socket itself.
function Get-Cookie([System.Net.Sockets.Socket] $Socket) {
    $bytes = [byte[]]::new(8)
    $null = $Socket.GetRawSocketOption(1, 57, $bytes)
    [BitConverter]::ToUInt64($bytes)
}

function Get-Inode([System.Net.Sockets.Socket] $Socket) { [long] ((readlink "/proc/$PID/fd/$($Socket.Handle)") -replace '\D') }

# Options that .NET has no name for.
function Set-SocketOption([System.Net.Sockets.Socket] $Socket, [ValidateSet('Mark', 'BindToDevice', 'TrafficClass')] [string] $Option, [object] $Value) {
    $level, $number = @{ Mark = 1, 36; BindToDevice = 1, 25; TrafficClass = 41, 67 }[$Option]
    $bytes = $Value -is [string] ? [System.Text.Encoding]::UTF8.GetBytes($Value) : [BitConverter]::GetBytes([int] $Value)
    $Socket.SetRawSocketOption($level, $number, $bytes)
}

#endregion
#region Other processes

function Start-Program([string[]] $Command, [hashtable] $Environment = @{}) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Command[0])
    foreach ($argument in $Command | Select-Object -Skip 1) { $start.ArgumentList.Add($argument) }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $started.Add($process)
    $process
}

# A bash that holds a socket connected to the port, until Stop-Holder.
function Start-Holder {
    param(
        [Parameter(Mandatory)] [int] $Port,
        [ValidateSet('tcp', 'udp')] [string] $Protocol = 'tcp',
        [string] $Address = '127.0.0.1',
        [string] $Program = 'bash',   # the file that is run
        [string] $Name,               # its command name then, with \n, \e and the like
        [string[]] $Before = @(),     # what it is run by (setpriv ...)
        [string] $First = ':',        # what it does before it opens the socket
        [string] $Then = ':'          # and after
    )
    $script = "$First; exec 8<>/dev/$Protocol/$Address/$Port || exit"
    if ($Name) { $script += "; printf '$Name' >/proc/self/comm" }
    $process = Start-Program (@($Before) + $Program + '-c' + "$script; echo ready; $Then; read")
    if ($process.StandardOutput.ReadLine() -ne 'ready') { throw "The holder did not start: $($process.StandardError.ReadToEnd())" }
    $process
}

function Stop-Holder([System.Diagnostics.Process] $Holder) {
    $Holder.StandardInput.Close()
    if (-not $Holder.WaitForExit(10000)) { $Holder.Kill() }
}

# This shell's own program, as a command to run.
function Get-ShellCommand {
    $program = (Get-Process -Id $PID).Path
    if ((Split-Path $program -Leaf) -eq 'dotnet') { $program; "$PSHOME/pwsh.dll" } else { $program }
    '-NoProfile'; '-NonInteractive'
}

# Runs a script in another shell that has the module, and says how that went.
function Invoke-Shell([string] $Script, [string[]] $Before = @(), [hashtable] $Environment = @{}, [switch] $WithoutModule) {
    $import = $WithoutModule ? '' : "Import-Module '$(Get-ModulePath)';"
    $process = Start-Program (@($Before) + (Get-ShellCommand) + '-Command' + ($import + $Script)) $Environment
    $process.StandardInput.Close()
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ Output = $output.TrimEnd(); Errors = $errors.Result.TrimEnd(); ExitCode = $process.ExitCode }
}

function Close-Everything {
    foreach ($process in $started) {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
    foreach ($socket in $open) { $socket.Dispose() }
    $started.Clear()
    $open.Clear()
}

#endregion
#region Where this runs

# The built module's manifest: the runner says which.
function Get-ModulePath {
    if ($env:PSSOCKETSTATS_MODULE) { return $env:PSSOCKETSTATS_MODULE }
    $version = (Import-PowerShellDataFile "$PSScriptRoot/../../PSSocketStats.psd1").ModuleVersion
    (Resolve-Path "$PSScriptRoot/../../out/PSSocketStats/$version/PSSocketStats.psd1").Path
}

function Test-Root { (id -u) -eq '0' }

function Test-Address([string] $Address, [int] $Port = 0) {
    try { (New-BoundSocket $Address -Port $Port).Dispose(); $true } catch { $false }
}

function Test-IPv6 { Test-Address ::1 }

function Test-Name([string] $Name) {
    try { [bool] [System.Net.Dns]::GetHostAddresses($Name) } catch { $false }
}

# Where the second version of cgroups is mounted; nothing where it is not.
function Get-CgroupMount {
    $line = Get-Content /proc/self/mountinfo | Where-Object { $_ -like '* - cgroup2 *' } | Select-Object -First 1
    if ($line) { ($line -split ' ')[4] }
}

function Test-Writable([string] $Folder) { test -w $Folder; $LASTEXITCODE -eq 0 }

# Whether enter.sh made a network namespace for this run.
function Test-Alone { [bool] $env:ENTERED }

#endregion
