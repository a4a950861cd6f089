namespace SockDiag.KernelChecks;

/// <summary>The two sources of owners say the same.</summary>
internal static class OwnerChecks
{
    public static void Run(Judge judge)
    {
        const string Name = "the file iterator finds the owners that /proc has";
        if (!Environment.IsPrivilegedProcess)
        {
            judge.Skip(Name, "only root sees all owners");
            return;
        }
        string[] fromProc = [];
        judge.That("owners come from /proc when it is asked for", () =>
        {
            fromProc = Owners("/proc/", out OwnerSource? source);
            return source is not { IsFileIterator: false } ? $"they came from {source}" : fromProc.Length == 0 ? "no socket has one" : null;
        });

        if (!File.Exists("/sys/kernel/btf/vmlinux"))
        {
            judge.Skip(Name, "this kernel has no types of its own (BTF)");
            return;
        }
        judge.That(Name, () =>
        {
            string[] fromIterator = Owners("/proc", out OwnerSource? source);
            return source is not { IsFileIterator: true } ? $"they came from {source}" : fromIterator.SequenceEqual(fromProc) ? null
                : $"only there: {string.Join("; ", fromIterator.Except(fromProc))}, only in /proc: {string.Join("; ", fromProc.Except(fromIterator))}";
        });
    }

    private static string[] Owners(string procRoot, out OwnerSource? source)
    {
        using var listing = new SocketListing(new SocketQuery(SocketProtocol.Tcp, SocketProtocol.Udp, SocketProtocol.Unix) { ProcRoot = procRoot });
        string[] owners = [.. listing.Read(SocketProtocol.Tcp).Concat(listing.Read(SocketProtocol.Udp)).Concat(listing.Read(SocketProtocol.Unix))
            .Where(socket => socket.Owners.Count > 0).Select(socket => $"{socket.Cookie} {socket.Owners}").Order()];
        listing.Complete();
        source = listing.OwnerSource;
        return owners;
    }
}
