namespace SockDiag.KernelChecks;

/// <summary>Vsock sockets are what the fixture made, also where <c>ss</c> has no word for it.</summary>
internal static class VsockChecks
{
    public static void Run(Judge judge, Kernel kernel, Fixture fixture)
    {
        if (!kernel.Lists(SocketProtocol.Vsock)) return;
        if (kernel.IsSince(5, 14)) judge.That("a seqpacket socket of vsock is one", () => Of("packets") is { SocketType: SocketType.SeqPacket, State: SocketState.Unconnected, LocalContextName: "any", LocalPort: 5062, RemotePort: null } ? null : $"it is {Of("packets")}");
        judge.That("a connection of vsock to this machine is to local", () => Of("client") is { State: SocketState.Established, RemoteContextName: "local", RemotePort: 5061, Shutdown: SocketShutdown.None } ? null : $"it is {Of("client")}");
        judge.That("a vsock client that sends no more says so", () => Of("silent")?.Shutdown is SocketShutdown.Send ? null : $"it is {Of("silent")?.Shutdown}");
        judge.That("the end of vsock that nobody has accepted has no inode, and is the kernel's", () =>
        {
            VsockSocket[] found = [.. SocketTable.Read(new SocketQuery(SocketProtocol.Vsock)).OfType<VsockSocket>().Where(socket => socket.RemotePort == Of("waiting")?.LocalPort)];
            return found is [{ Inode: null, OwnerVisibility: OwnerVisibility.Kernel }] ? null : $"there are {found.Length}";
        });
        judge.That("a vsock listener is found by its state, it alone, with its owner where the user may know it", () =>
            SocketTable.Read(new SocketQuery(SocketProtocol.Vsock) { Listening = true }).ToArray() is [var found] && found.Inode == fixture.Inodes["vsock listener"]
            && (found.OwnerVisibility, found.Process) == (Environment.IsPrivilegedProcess ? (OwnerVisibility.Visible, "vsock") : (OwnerVisibility.Hidden, null)) ? null : "it is not");

        VsockSocket? Of(string label) => fixture.Find(SocketProtocol.Vsock, $"vsock {label}") as VsockSocket;
    }
}
