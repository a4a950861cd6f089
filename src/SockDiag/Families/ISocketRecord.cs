using SockDiag.Counting;
using SockDiag.Owners;

namespace SockDiag.Families;

/// <summary>What the kernel said of one socket of any family, as far as listings, filters, groups and owners ask.</summary>
/// <typeparam name="TRecord">The record itself.</typeparam>
internal interface ISocketRecord<TRecord> where TRecord : struct, ISocketRecord<TRecord>
{
    /// <summary>By what its sockets can be counted.</summary>
    static virtual IReadOnlyList<GroupedProperty<TRecord>> GroupedProperties => GroupedProperty<TRecord>.OfEveryFamily;

    SocketProtocol Protocol { get; }

    SocketState State { get; }

    /// <summary>0 where the kernel gives none.</summary>
    uint Inode { get; }

    /// <summary>The inode under which programs may hold the socket; 0 where none can.</summary>
    uint HeldInode { get; }

    ulong? Cookie { get; }

    uint? UserId { get; }

    /// <summary>The device that it is bound to; 0 for none.</summary>
    int InterfaceIndex { get; }

    /// <summary>What waits to be read and to be sent; null on listeners.</summary>
    (long Receive, long Send)? Queues { get; }

    /// <summary>A connection that waits for accept(): its owners are its listener's.</summary>
    bool IsAwaitingAccept { get; }

    /// <summary>Of one that waits for accept(), the inodes of the listeners in whose queue it may be.</summary>
    IReadOnlyList<uint> ListenerInodes(Listeners? listeners);

    /// <summary>The inodes under which the owners of the socket at the other end are found; none where there is none here, or where nobody holds it.</summary>
    /// <param name="origin">What may be asked who is there, where the record itself does not tell.</param>
    IReadOnlyList<uint> PeerInodes(Origin origin);

    /// <summary>Decides a condition that is about what only this family has; one about what it has not does not hold.</summary>
    bool Is(SocketFilter condition);
}
