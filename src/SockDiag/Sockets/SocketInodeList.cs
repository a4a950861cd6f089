using System.Collections;

namespace SockDiag;

/// <summary>Inodes of sockets, as <see cref="Socket.Inode"/> has them.</summary>
public sealed class SocketInodeList : IReadOnlyList<long>
{
    private readonly uint[] _inodes;

    internal SocketInodeList(uint[] inodes) => _inodes = inodes;

    /// <summary>How many there are.</summary>
    public int Count => _inodes.Length;

    /// <summary>The inode at a place in the list.</summary>
    /// <param name="index">From 0.</param>
    public long this[int index] => _inodes[index];

    /// <summary>Steps through the inodes.</summary>
    public IEnumerator<long> GetEnumerator() => _inodes.Select(inode => (long)inode).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As <c>4711 4712</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', _inodes);
}
