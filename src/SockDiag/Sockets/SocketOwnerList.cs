using System.Collections;

namespace SockDiag;

/// <summary>Every descriptor that holds a socket, by process id, then descriptor; process 1 last, since systemd keeps what it passed to services.</summary>
public sealed class SocketOwnerList : IReadOnlyList<SocketOwner>
{
    private readonly SocketOwner[] _owners;

    internal SocketOwnerList(SocketOwner[] owners) => _owners = owners;

    /// <summary>A list of none.</summary>
    internal static SocketOwnerList Empty { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => _owners.Length;

    /// <summary>The owner at a place in the list.</summary>
    /// <param name="index">From 0.</param>
    public SocketOwner this[int index] => _owners[index];

    /// <summary>Steps through the owners.</summary>
    public IEnumerator<SocketOwner> GetEnumerator() => ((IEnumerable<SocketOwner>)_owners).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As <c>nginx(1290,8) nginx(1291,8)</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', (object[])_owners);
}
