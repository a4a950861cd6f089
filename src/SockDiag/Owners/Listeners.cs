using SockDiag.Families.Inet;

namespace SockDiag.Owners;

/// <summary>The listeners of a moment, to find whose accept queue a connection waits in.</summary>
internal sealed class Listeners
{
    private readonly ILookup<(SocketAddressFamily, int Port), InetRecord> _byPort;

    public Listeners(IEnumerable<InetRecord> listeners) => _byPort = listeners.ToLookup(listener => (listener.AddressFamily, listener.LocalPort));

    /// <summary>Whose listeners they are: those of MPTCP stand among TCP's, those of SMC are its own.</summary>
    public static SocketProtocol ProtocolFor(SocketProtocol connection) => connection == SocketProtocol.Smc ? SocketProtocol.Smc : SocketProtocol.Tcp;

    /// <summary>The inodes of the listeners that a connection may have come through: those of its exact address, else those of all addresses. With SO_REUSEPORT there are several.</summary>
    public IReadOnlyList<uint> Of(in InetRecord connection)
    {
        InetAddress address = connection.LocalAddress;
        int device = connection.InterfaceIndex;
        InetRecord[] ofPort = [.. _byPort[(connection.AddressFamily, connection.LocalPort)]];
        InetRecord[] ofAddress = [.. ofPort.Where(listener => listener.LocalAddress == address)];
        if (ofAddress.Length == 0) ofAddress = [.. ofPort.Where(listener => listener.LocalAddress.IsAny)];
        // One that is bound to the connection's device goes before one that is bound to none.
        IEnumerable<InetRecord> ofDevice = ofAddress.Where(listener => listener.InterfaceIndex == device);
        if (!ofDevice.Any()) ofDevice = ofAddress.Where(listener => listener.InterfaceIndex == 0);
        return [.. ofDevice.Select(listener => listener.Inode)];
    }
}
