using System.Collections.ObjectModel;

namespace SockDiag;

/// <summary>Inodes of sockets, as <see cref="Socket.Inode"/> has them.</summary>
public sealed class SocketInodeList : ReadOnlyCollection<long>
{
    internal SocketInodeList(uint[] inodes) : base([.. inodes]) { }

    /// <summary>How many there are.</summary>
    public new int Count => base.Count;

    /// <summary>As <c>4711 4712</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', this);
}
