# The sockets that are open while a row is measured. hold opens them, or namespaces, and keeps them until its input is closed.

$crowds = [ordered]@{
    Quiet       = @{ Title = 'A quiet box'; Sockets = 20; Processes = 1 }
    Usual       = @{ Title = 'A box in use'; Sockets = 200; Processes = 4 } # more than the kernel's first datagram holds, which is of a page
    Connections = @{ Title = 'All connections'; Sockets = $Sockets; Processes = 1 } # each process holds as many as it may
    Processes   = @{ Title = 'Many processes'; Sockets = 4 * $Processes; Processes = $Processes }
    Unix        = @{ Title = 'Unix sockets'; Sockets = [Math]::Min($Sockets, 100000); Processes = 1; Protocol = 'Unix' }
    Namespaces  = @{ Title = 'Network namespaces'; Sockets = 5000; Processes = 1; Namespaces = 1000; Protocol = 'TCP and UDP' }
}

function Open-Crowd([int] $Sockets, [int] $Processes = 1, [string] $Protocol = 'Tcp') {
    $others = $Protocol -eq 'Tcp' ? 0 : @(Get-Socket -Protocol $Protocol -SkipOwner).Count # programs of .NET have some
    Start-Crowd hold "$Sockets $Processes $($Protocol.ToLowerInvariant())" { @(Get-Socket -Protocol $Protocol -SkipOwner).Count - $others }
}

# Five sockets in each.
function Open-Namespaces([int] $Count) {
    Start-Crowd namespaces $Count { @(Get-Socket -NetworkNamespace * -SkipOwner | Where-Object NetworkNamespace -Like 'bench*').Count }
}

function Start-Crowd([string] $Program, [string] $Arguments, [scriptblock] $Count) {
    $hold = [Diagnostics.Process]::Start([Diagnostics.ProcessStartInfo]@{
        FileName               = "$PSScriptRoot/bin/$Program"
        Arguments              = $Arguments
        RedirectStandardInput  = $true
        RedirectStandardOutput = $true
    })
    $ready = $hold.StandardOutput.ReadLine()
    if ($ready -notmatch '^ready (\d+) (\d+)$') { throw "$Program $Arguments could not open its sockets." }
    $crowd = [pscustomobject]@{ Hold = $hold; Sockets = [int] $Matches[1]; Processes = [int] $Matches[2] }
    $listed = & $Count
    if ($listed -ne $crowd.Sockets) {
        Close-Crowd $crowd
        throw "$($crowd.Sockets) sockets are open, and Get-Socket lists $listed. Nothing that is measured now would mean anything."
    }
    $crowd
}

function Close-Crowd($Crowd) {
    $Crowd.Hold.StandardInput.Close() # which ends it
    $Crowd.Hold.WaitForExit()
}

# A port that is the peer's of as few connections as can be: many clients have the same one, each at another address.
function Get-RarePeerPort {
    (Get-SocketSummary -Protocol Tcp -State Established -GroupBy RemotePort | Sort-Object Count, RemotePort)[0].RemotePort
}
