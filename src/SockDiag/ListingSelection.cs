using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Owners;

namespace SockDiag;

/// <summary>Which records a listing wants, and what the wanted ones ask of the owner table.</summary>
internal sealed class ListingSelection(SocketQuery query, Origin origin) : RecordReading(origin)
{
    /// <summary>The inodes that the rows refer to.</summary>
    public List<uint> Inodes { get; } = [];

    /// <summary>Rows left out because none of the processes asked for was seen to hold them.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Names an interface in the namespace that is being read.</summary>
    public Func<int, string?> InterfaceName { get; set; } = _ => null;

    public override bool Wants(in InetRecord record)
    {
        if (!base.Wants(in record) || !WantsOwnerOf(in record)) return false;
        if (record.InterfaceIndex != 0) Origin.Learn(record.InterfaceIndex, InterfaceName);
        return true;
    }

    private bool WantsOwnerOf(in InetRecord record)
    {
        if (Origin.Owners is not OwnerTable owners) return true;
        if (record.Inode != 0) return WantsHoldersOf([record.Inode], owners);
        if (!record.IsAwaitingAccept) return query.ProcessIds is null; // the kernel's own: nothing to look up
        Origin.Listeners ??= ReadListeners();
        return WantsHoldersOf([.. Origin.Listeners.Of(in record)], owners);
    }

    private bool WantsHoldersOf(ReadOnlySpan<uint> inodes, OwnerTable owners)
    {
        owners.Start();
        if (query.ProcessIds is not null && !AnyIsHeld(inodes, owners.Census()))
        {
            LeftOut++;
            return false;
        }
        Inodes.AddRange(inodes);
        return true;
    }

    private static bool AnyIsHeld(ReadOnlySpan<uint> inodes, OwnerCensus census)
    {
        foreach (uint inode in inodes)
        {
            if (census.First(inode) is not null) return true;
        }
        return false;
    }

    /// <summary>Listeners alone are asked for: that costs a tenth of a millisecond.</summary>
    private static Listeners ReadListeners() => new(SocketTable
        .Read(new SocketQuery(SocketProtocol.Tcp) { States = SocketState.Listen, SkipOwners = true })
        .OfType<InetSocket>()
        .Select(listener => listener.Record));
}
