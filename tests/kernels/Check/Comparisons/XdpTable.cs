namespace SockDiag.KernelChecks.Comparisons;

/// <summary>All that <c>ss</c> says of an XDP socket, on one line: state, end, and every field that the kernel tells.</summary>
internal static class XdpTable
{
    public static readonly Comparison Comparison = new(SocketProtocol.Xdp, Ss.Table("xdp", "-HaneimO"), Ours, Theirs);

    private static string Ours(Socket socket)
    {
        var xdp = (XdpSocket)socket;
        SocketMemory memory = xdp.Memory!;
        IEnumerable<string?> words =
        [
            Ss.State(xdp.State),
            xdp.Interface is null ? "*" : $"{xdp.Interface}:q{xdp.QueueId}",
            xdp.UserId == 0 ? null : $"uid:{xdp.UserId}",
            $"ino:{xdp.Inode}",
            $"sk:{xdp.Cookie:x}",
            Ring("rx", xdp.ReceiveRingEntries),
            Ring("tx", xdp.TransmitRingEntries),
            xdp.UmemId is null ? null : $"umem(id:{xdp.UmemId},size:{xdp.UmemBytes},num_pages:{xdp.UmemPages},chunk_size:{xdp.UmemChunkBytes},headroom:{xdp.UmemHeadroomBytes},ifindex:{IndexOf(xdp.UmemInterface)},qid:{xdp.UmemQueueId ?? 0},zc:{(xdp.IsZeroCopy == true ? 1 : 0)},refs:{xdp.UmemReferences})",
            Ring("fr", xdp.FillRingEntries),
            Ring("cr", xdp.CompletionRingEntries),
            $"stats(rx dropped:{xdp.ReceiveDropped},rx invalid:{xdp.ReceiveInvalid},rx queue full:{xdp.ReceiveRingFull},rx fill ring empty:{xdp.FillRingEmpty},tx invalid:{xdp.TransmitInvalid},tx ring empty:{xdp.TransmitRingEmpty})",
            $"skmem:(r{memory.ReceiveAllocated},rb{memory.ReceiveBuffer},t{memory.TransmitAllocated},tb{memory.SendBuffer},f{memory.ForwardAllocated},w{memory.WriteQueued},o{memory.OptionMemory},bl{memory.Backlog},d{memory.Drops})",
        ];
        return string.Join(' ', words.OfType<string>());
    }

    private static string? Ring(string name, long? entries) => entries is null ? null : $"{name}(entries:{entries})";

    private static string IndexOf(string? device) => device is null ? "0" : File.ReadAllText($"/sys/class/net/{device}/ifindex").Trim();

    // STATE RECEIVE SEND LOCAL REMOTE DETAILS... Before the umem some print a letter that was to be a tab.
    private static string Theirs(string[] words) => string.Join(' ', [words[0], words[3], .. words[5..]]).Replace(" tumem(", " umem(");
}
