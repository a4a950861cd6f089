# The sockets that the examples of the help speak of, on loopback: what is 10.0.9.55 there is 127.0.9.55 here.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Import-Module "$PSScriptRoot/NativeSockets.psm1"

$open = [Collections.Generic.List[Net.Sockets.Socket]]::new()
$atOnce = [Net.Sockets.LingerOption]::new($true, 0) # closed so, a connection leaves no TIME-WAIT behind
$deferAccept = 6, 9 # IPPROTO_TCP, TCP_DEFER_ACCEPT: half-open until data comes
$small = 4096
$database = $nginx = $null

function New-Socket([string] $Type) {
    $socket = [Net.Sockets.Socket]::new('InterNetwork', $Type, ($Type -eq 'Stream' ? 'Tcp' : 'Udp'))
    if ($Type -eq 'Stream') { $socket.LingerState = $atOnce }
    $open.Add($socket)
    $socket
}

function New-Listener([string] $Address, [int] $Port, [int] $Backlog = 64) {
    $socket = New-Socket Stream
    $socket.ExclusiveAddressUse = $false # over the TIME-WAIT of another run
    $socket.Bind([Net.IPEndPoint]::new([ipaddress] $Address, $Port))
    $socket.Listen($Backlog)
    $socket
}

function New-Client([Net.Sockets.Socket] $To, [string] $From = '127.0.9.20', [switch] $NoWait) {
    $socket = New-Socket Stream
    $socket.Bind([Net.IPEndPoint]::new([ipaddress] $From, 0))
    $socket.Blocking = -not $NoWait
    $address = $To.LocalEndPoint.Address -eq [ipaddress]::Any ? [ipaddress] '127.0.9.55' : $To.LocalEndPoint.Address
    try { $socket.Connect([Net.IPEndPoint]::new($address, $To.LocalEndPoint.Port)) }
    catch [Net.Sockets.SocketException] { if (-not $NoWait) { throw } } # under way
    $socket
}

# Both ends of a connection to the database.
function New-Connection {
    $client = New-Client $database
    $server = $database.Accept()
    $open.Add($server)
    $client, $server
}

# What an example sees that looks, waits and looks again.
function Add-Connection {
    $client, $server = New-Connection
    $null = $client.Send([byte[]]::new(100))
}

function Wait-Until([scriptblock] $Condition) {
    $deadline = [datetime]::UtcNow.AddSeconds(10)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "It did not come true: {$Condition}" }
        [Threading.Thread]::Sleep(10)
    }
}

# Folder takes the program that is called nginx.
function Open-ExampleSockets([string] $Folder) {
    $script:database = New-Listener 127.0.9.55 5432

    # In use, after a question and an answer.
    $client, $server = New-Connection
    $null = $client.Send([byte[]]::new(100)); $null = $server.Receive([byte[]]::new(100))
    $null = $server.Send([byte[]]::new(1000)); $null = $client.Receive([byte[]]::new(1000))

    # CLOSE-WAIT.
    $client, $server = New-Connection
    $server.LingerState = $client.LingerState = [Net.Sockets.LingerOption]::new($false, 0)
    $server.Close()

    # TIME-WAIT.
    $client, $server = New-Connection
    $server.LingerState = $client.LingerState = [Net.Sockets.LingerOption]::new($false, 0)
    $client.Close()
    $server.Close()

    # A peer that does not read: a closed window, and unread bytes at the other end.
    $client, $server = New-Connection
    $client.Blocking = $false
    Wait-Until {
        do { $errorCode = 'Success'; $null = $client.Send([byte[]]::new($small), 0, $small, 'None', [ref] $errorCode) } while ($errorCode -eq 'Success')
        (Get-TcpInfo -LocalPort $client.LocalEndPoint.Port -SkipOwner).Timer -eq 'ZeroWindowProbe'
    }

    # An accept queue that is full, so that one more connect has no answer.
    $web = New-Listener 0.0.0.0 8080 -Backlog 1
    foreach ($number in 71, 72) { $null = New-Client $web "127.0.9.$number" }
    Wait-Until { (Get-Socket -LocalPort 8080 -Listening -SkipOwner | Where-Object LocalAddress -EQ 0.0.0.0).AcceptQueue -eq 2 }
    $null = New-Client $web 127.0.9.73 -NoWait

    # Half-open.
    $deferring = New-Listener 127.0.9.55 0
    $deferring.SetRawSocketOption($deferAccept[0], $deferAccept[1], [BitConverter]::GetBytes(60))
    $null = New-Client $deferring

    # Datagrams thrown away.
    $receiver = New-Socket Dgram
    $receiver.ReceiveBufferSize = $small
    $receiver.Bind([Net.IPEndPoint]::new([ipaddress] '127.0.9.55', 0))
    $sender = New-Socket Dgram
    foreach ($_ in 1..100) { $null = $sender.SendTo([byte[]]::new(200), $receiver.LocalEndPoint) }

    # A server on a Unix socket that has accepted one client and lets another wait.
    $docker = [Net.Sockets.UnixDomainSocketEndPoint]::new("$Folder/docker.sock")
    $server, $accepted, $waiting = foreach ($_ in 1..3) { $end = [Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified'); $open.Add($end); $end }
    $server.Bind($docker)
    $server.Listen(8)
    $accepted.Connect($docker)
    $open.Add($server.Accept())
    $waiting.Connect($docker)

    # Of other kinds, as far as this user may have them.
    foreach ($other in (New-NetlinkSocket -Group 1), (New-RawSocket), (New-PacketSocket), (New-UdpLiteSocket)) { if ($other) { $open.Add($other) } }
    if ($listening = New-MptcpSocket) {
        $open.Add($listening)
        $listening.Bind([Net.IPEndPoint]::new([ipaddress] '127.0.9.55', 0))
        $listening.Listen(8)
        $open.Add(($client = New-MptcpSocket))
        $client.Connect($listening.LocalEndPoint)
        $open.Add($listening.Accept())
        $null = $client.Send([byte[]]::new(100))
    }

    # A program.
    Copy-Item (Get-Command bash -CommandType Application)[0].Source "$Folder/nginx"
    $script:nginx = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]@{
        FileName = "$Folder/nginx"; Arguments = '-c "exec 8<>/dev/tcp/127.0.9.55/5432 9<>/dev/udp/127.0.0.1/9; echo ready; read"'
        RedirectStandardInput = $true; RedirectStandardOutput = $true
    })
    $answer = $nginx.StandardOutput.ReadLine()
    if ($answer -ne 'ready') { throw "nginx said '$answer'" }
    $open.Add($database.Accept())
}

function Close-ExampleSockets {
    if ($nginx) { $nginx.Kill(); $nginx.WaitForExit() }
    foreach ($socket in $open) { $socket.Dispose() }
    $open.Clear()
}

Export-ModuleMember Open-ExampleSockets, Close-ExampleSockets, Add-Connection
