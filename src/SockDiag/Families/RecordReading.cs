using SockDiag.Families.Inet;
using SockDiag.Families.Smc;
using SockDiag.Filtering;

namespace SockDiag.Families;

/// <summary>What the parsers of one listing need: which records are wanted, and what their sockets share.</summary>
/// <param name="origin">What the sockets share.</param>
internal class RecordReading(Origin origin)
{
    private readonly HashSet<ulong> _came = [];

    public Origin Origin { get; protected set; } = origin;

    /// <summary>The part of the filter that the kernel did not decide.</summary>
    public SocketFilter? Rest { get; set; }

    /// <summary>The states that are wanted, for families of which the kernel lists every one whatever is asked.</summary>
    public SocketState States { get; set; } = SocketState.All;

    /// <summary>The inode of the socket by which is asked: it lives as long as the question, and is left out.</summary>
    public uint AskingInode { get; set; }

    /// <summary>The TCP connections that are subflows of MPTCP ones, of the same moment; null in a recording.</summary>
    public virtual MptcpSubflows? Subflows => null;

    /// <summary>The TCP sockets under SMC ones, of the same moment; null in a recording.</summary>
    public virtual SmcTcpSockets? SmcTcpSockets => null;

    /// <summary>The address family that is wanted, for families of which the kernel lists both; null for any.</summary>
    public virtual SocketAddressFamily? AddressFamily => null;

    /// <summary>For families of which the kernel may list one socket twice: false where it has come already.</summary>
    public bool IsFirst(ulong? cookie) => cookie is not ulong known || _came.Add(known);

    /// <summary>Of how many sockets that was asked in this table.</summary>
    public int DifferentOnes => _came.Count;

    /// <summary>Another table is read from now on.</summary>
    protected void Forget() => _came.Clear();

    /// <summary>Asks for the name of an interface that a record speaks of; of the one that a socket is bound to that is done anyway.</summary>
    public virtual void Learn(int interfaceIndex) { }

    /// <summary>As <see cref="Wants{TRecord}(in TRecord)"/>, with what is left of the filter where the record itself has not all that it is about.</summary>
    public bool Wants<TRecord>(in TRecord record, SocketFilter? rest) where TRecord : struct, ISocketRecord<TRecord>
    {
        SocketFilter? whole = Rest;
        Rest = rest;
        try { return Wants(in record); }
        finally { Rest = whole; }
    }

    /// <summary>Whether a socket is to be made of the record.</summary>
    /// <remarks>Not virtual: a generic virtual method is looked up anew for each record, and is not compiled ahead.</remarks>
    public bool Wants<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord> =>
        (Rest is null || Rest.Matches(in record)) && (this is not ListingSelection listing || listing.Selects(in record));
}
