using SockDiag.Filtering;

namespace SockDiag.Families;

/// <summary>What the parsers of one listing need: which records are wanted, and what their sockets share.</summary>
/// <param name="origin">What the sockets share.</param>
internal class RecordReading(Origin origin)
{
    public Origin Origin { get; protected set; } = origin;

    /// <summary>The part of the filter that the kernel did not decide.</summary>
    public SocketFilter? Rest { get; set; }

    /// <summary>Whether a socket is to be made of the record.</summary>
    public virtual bool Wants<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord => Rest is null || Rest.Matches(in record);
}
