using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SockDiag.Owners;

/// <summary>The connected sockets of one protocol at one moment, found by their ends.</summary>
internal sealed class ConnectedSockets
{
    private readonly Dictionary<Ends, IReadOnlyList<uint>> _listeners = []; // of those that wait for accept(), which are few
    private Dictionary<Ends, Connected> _byEnds = [];

    private record struct Connected(uint Inode, bool IsAskedFor, bool IsAmbiguous);

    /// <summary>Takes note of a socket. One that was accepted while the kernel went through its table comes twice.</summary>
    /// <param name="ends">Its ends.</param>
    /// <param name="inode">Its inode; 0 where no program holds it.</param>
    /// <param name="listeners">Where it waits for accept(), the inodes of the listeners in whose queue it may be.</param>
    public void Add(Ends ends, uint inode, IReadOnlyList<uint> listeners)
    {
        ref Connected known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byEnds, ends, out _);
        if (known.Inode == 0) known.Inode = inode;
        if (listeners.Count > 0) _listeners[ends] = listeners;
    }

    /// <summary>Takes note of those of one more network namespace that can be at the other end of another one's connections. Where two have the same ends nobody knows whose peer is whose.</summary>
    public void AddReachable(ConnectedSockets others)
    {
        foreach ((Ends ends, Connected other) in others._byEnds)
        {
            if (ends.IsLoopback) continue;
            ref Connected known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byEnds, ends, out bool exists);
            known = new(other.Inode, IsAskedFor: false, IsAmbiguous: exists);
            if (others._listeners.TryGetValue(ends, out IReadOnlyList<uint>? listeners)) _listeners[ends] = listeners;
        }
    }

    /// <summary>The inodes under which the owners of a socket are found: none where nobody holds it, null where there is no such socket.</summary>
    public IReadOnlyList<uint>? InodesOf(Ends ends)
    {
        ref Connected found = ref CollectionsMarshal.GetValueRefOrNullRef(_byEnds, ends);
        if (Unsafe.IsNullRef(ref found)) return null;
        found.IsAskedFor = true;
        if (found.IsAmbiguous) return [];
        return found.Inode != 0 ? [found.Inode] : _listeners.GetValueOrDefault(ends, []);
    }

    /// <summary>Forgets those that nobody has asked for.</summary>
    public void KeepAskedFor() => _byEnds = _byEnds.Where(each => each.Value.IsAskedFor).ToDictionary();
}
