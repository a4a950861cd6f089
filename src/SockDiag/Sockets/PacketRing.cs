using SockDiag.Families.Packet;

namespace SockDiag;

/// <summary>Memory that the kernel and a program share for packets (<c>PACKET_DIAG_RX_RING</c>, <c>PACKET_DIAG_TX_RING</c>).</summary>
public sealed class PacketRing
{
    private readonly packet_diag_ring _ring;

    internal PacketRing(packet_diag_ring ring) => _ring = ring;

    /// <summary>The length of a block, in bytes (<c>pdr_block_size</c>).</summary>
    public long BlockBytes => _ring.pdr_block_size;

    /// <summary>How many blocks there are (<c>pdr_block_nr</c>).</summary>
    public long Blocks => _ring.pdr_block_nr;

    /// <summary>The length of a frame, in bytes (<c>pdr_frame_size</c>).</summary>
    public long FrameBytes => _ring.pdr_frame_size;

    /// <summary>How many frames there are (<c>pdr_frame_nr</c>).</summary>
    public long Frames => _ring.pdr_frame_nr;

    /// <summary>After how many milliseconds a block that is not full is handed over (<c>pdr_retire_tmo</c>); 0 where it never is.</summary>
    public long RetireMilliseconds => _ring.pdr_retire_tmo;

    /// <summary>Room in each block that is the program's own, in bytes (<c>pdr_sizeof_priv</c>).</summary>
    public long PrivateBytes => _ring.pdr_sizeof_priv;

    /// <summary>Bits of what was asked for (<c>pdr_features</c>, <c>TP_FT_REQ_*</c>): 1 is the packet's hash.</summary>
    public long Features => _ring.pdr_features;

    /// <summary>As <c>4 blocks of 4096 bytes</c>.</summary>
    public override string ToString() => $"{Blocks} blocks of {BlockBytes} bytes";
}
