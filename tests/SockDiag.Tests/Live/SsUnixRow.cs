namespace SockDiag.Tests.Live;

/// <summary>A row of ss -xaempOH, in our words.</summary>
internal sealed record SsUnixRow(SocketType Type, SocketState State, long Receive, long Send, string Path, long Inode, long PeerInode, string Owners, string Memory, SocketShutdown Shutdown, string File, string Clients)
{
    private static readonly Dictionary<string, SocketType> _types = new() { ["u_str"] = SocketType.Stream, ["u_dgr"] = SocketType.Datagram, ["u_seq"] = SocketType.SeqPacket };

    private static readonly Dictionary<string, SocketState> _states = new() { ["LISTEN"] = SocketState.Listen, ["ESTAB"] = SocketState.Established, ["UNCONN"] = SocketState.Unconnected };

    private static readonly Dictionary<string, SocketShutdown> _directions = new()
    {
        ["<->"] = SocketShutdown.None,
        ["<--"] = SocketShutdown.Send,
        ["-->"] = SocketShutdown.Receive,
        ["---"] = SocketShutdown.Receive | SocketShutdown.Send,
    };

    /// <summary>Everything that ss lists in the calling thread's namespace. It cannot be read where there is a blank in a path.</summary>
    public static SsUnixRow[] All() => [.. Tool.Output("ss", "-xaempOH").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Parse)];

    /// <summary>What a socket of ours says, in the same shape.</summary>
    public static SsUnixRow Of(UnixSocket row) => new(
        row.SocketType, row.State, row.AcceptQueue ?? row.ReceiveQueue!.Value, row.AcceptQueueLimit ?? row.SendQueue!.Value, row.Path ?? "*", row.Inode!.Value, row.PeerInode ?? 0,
        string.Join(',', row.Owners.Select(owner => $"(\"{owner.Process}\",pid={owner.ProcessId},fd={owner.FileDescriptor})").Order()),
        $"r{row.Memory!.ReceiveAllocated},rb{row.Memory.ReceiveBuffer},t{row.Memory.TransmitAllocated},tb{row.Memory.SendBuffer},f{row.Memory.ForwardAllocated},w{row.Memory.WriteQueued},o{row.Memory.OptionMemory},bl{row.Memory.Backlog},d{row.Memory.Drops}",
        row.Shutdown!.Value, row.FileInode is null ? "" : $"{row.FileInode} {DeviceAsSsSaysIt(row.FileDevice!)}", string.Join(' ', (row.PendingClients ?? Enumerable.Empty<long>()).Order()));

    private static SsUnixRow Parse(string[] words)
    {
        const int type = 0, state = 1, receive = 2, send = 3, path = 4, inode = 5, peer = 7;
        string direction = words.First(_directions.ContainsKey);
        string[] clients = [.. words.SkipWhile(word => word != "peers:").Skip(1)];
        return new(
            _types[words[type]], _states[words[state]], long.Parse(words[receive]), long.Parse(words[send]), words[path], long.Parse(words[inode]), long.Parse(words[peer]),
            string.Join(',', (Value("users:(") ?? ")")[..^1].Replace("),(", ") (").Split(' ').Order()), (Value("skmem:(") ?? ")")[..^1],
            _directions[direction], Value("ino:") is string file ? $"{file} {Value("dev:")}" : "", string.Join(' ', clients.Select(long.Parse).Order()));

        string? Value(string name) => words.FirstOrDefault(word => word.StartsWith(name))?[name.Length..];
    }

    /// <summary>It takes the kernel's own number of a device for the one that programs use, whose bits lie elsewhere.</summary>
    private static string DeviceAsSsSaysIt(string device)
    {
        uint[] numbers = [.. device.Split(':').Select(uint.Parse)];
        uint kernels = numbers[0] << 20 | numbers[1];
        return $"{kernels >> 8 & 0xfff}/{(kernels & 0xff) | (kernels >> 12 & 0xfff00)}";
    }
}
