namespace SockDiag.KernelChecks;

/// <summary>XDP sockets are what the fixture made; that the kernel's list lacks one is told.</summary>
internal static class XdpChecks
{
    public static void Run(Judge judge, Kernel kernel, Fixture fixture)
    {
        if (!kernel.Lists(SocketProtocol.Xdp)) return;
        judge.That("an XDP socket with every ring says how long each is, and of which queue it is", () =>
            Of("bound") is { Interface: "v0", InterfaceIndex: > 0, QueueId: 0, ReceiveRingEntries: 16, TransmitRingEntries: 8, FillRingEntries: 64, CompletionRingEntries: 32, UserId: 0 } ? null : $"it is {Of("bound")}");
        judge.That("an XDP socket that shares a umem has the same, its own ring and user, and counts the frame that lies nowhere", () =>
            (Of("bound"), Of("sharing")) is ({ UmemReferences: 2, UmemBytes: 64 * 4096, UmemHeadroomBytes: 128, IsZeroCopy: false } bound, { ReceiveRingEntries: null, TransmitRingEntries: 4, FillRingEntries: 64, UserId: 65534, TransmitInvalid: 1 } sharing)
            && (bound.UmemId, bound.UmemInterface) == (sharing.UmemId, "v0") ? null : $"they are {Of("bound")}, {Of("sharing")}");
        judge.That("an XDP socket that is bound to nothing is listed, with its umem and without one", () =>
            (Of("unbound"), Of("fresh")) is ({ Interface: null, QueueId: null, UmemBytes: 4096, UmemChunkBytes: 2048, UmemInterface: null, UmemQueueId: null, FillRingEntries: null }, { Interface: null, UmemId: null, IsZeroCopy: null, ReceiveDropped: 0 })
                ? null : $"they are {Of("unbound")}, {Of("fresh")}");
        judge.That("an XDP socket has its owner where the user may know it", () =>
            (Of("bound")?.OwnerVisibility, Of("bound")?.Process) == (Environment.IsPrivilegedProcess ? (OwnerVisibility.Visible, "xdp") : (OwnerVisibility.Hidden, null)) ? null : $"it is {Of("bound")?.OwnerVisibility}");
        judge.That("XDP sockets are found by the interface that they are bound to", () => Labels(new SocketFilter.InterfaceNamed("v0"), "bound", "sharing"));
        judge.That("XDP sockets are found by their user", () => Labels(new SocketFilter.User(new HashSet<uint> { 65534 }), "sharing"));
        judge.That("the XDP socket whose interface has gone ends the kernel's list, and the listing says that one lacks", () =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Xdp));
            Socket[] listed = [.. listing.Read(SocketProtocol.Xdp)];
            return listed.Length == 4 && listed.All(socket => socket.Inode != fixture.Inodes["xdp gone"]) && listing.Gap == DumpGap.Unlisted ? null : $"{listed.Length} came, {listing.Gap}";
        });
        judge.That("of a protocol whose list is whole nothing is said to lack", () =>
        {
            using var listing = new SocketListing(new SocketQuery(SocketProtocol.Packet));
            return listing.Read(SocketProtocol.Packet).Any() && listing.Gap == DumpGap.None ? null : $"{listing.Gap}";
        });

        XdpSocket? Of(string label) => fixture.Find(SocketProtocol.Xdp, $"xdp {label}") as XdpSocket;

        string? Labels(SocketFilter filter, params string[] labels)
        {
            long?[] found = [.. SocketTable.Read(new SocketQuery(SocketProtocol.Xdp) { Filter = filter }).Select(socket => socket.Inode).Order()];
            return found.SequenceEqual(labels.Select(label => (long?)fixture.Inodes[$"xdp {label}"]).Order()) ? null : $"{found.Length} came";
        }
    }
}
