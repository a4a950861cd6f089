# Sockets of kinds that .NET does not make by itself.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Add-Type -Namespace NativeSockets -Name Call -MemberDefinition '[DllImport("libc.so.6", SetLastError = true)] public static extern int socket(int family, int type, int protocol);'

$closeOnExec = 0x80000

# By the numbers of socket(2); nothing where this user or kernel may not have one.
function New-NativeSocket([int] $Family, [int] $Type, [int] $Protocol) {
    $descriptor = [NativeSockets.Call]::socket($Family, $Type -bor $closeOnExec, $Protocol)
    if ($descriptor -ge 0) { [Net.Sockets.Socket]::new([Net.Sockets.SafeSocketHandle]::new($descriptor, $true)) }
}

function New-MptcpSocket { New-NativeSocket 2 1 262 }
function New-UdpLiteSocket { New-NativeSocket 2 2 136 }
function New-RawSocket([int] $Protocol = 1) { New-NativeSocket 2 3 $Protocol }
function New-PacketSocket([int] $EtherType = 0x0800) { New-NativeSocket 17 3 (($EtherType -shr 8) -bor (($EtherType -band 0xff) -shl 8)) }

# A member of groups of rtnetlink.
function New-NetlinkSocket([int[]] $Group) {
    $socket = New-NativeSocket 16 3 0
    foreach ($number in $Group) { $socket.SetRawSocketOption(270, 1, [BitConverter]::GetBytes($number)) }
    $socket
}

Export-ModuleMember New-MptcpSocket, New-UdpLiteSocket, New-RawSocket, New-PacketSocket, New-NetlinkSocket
