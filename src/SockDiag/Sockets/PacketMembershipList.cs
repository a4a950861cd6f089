using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using SockDiag.Families;
using SockDiag.Families.Packet;

namespace SockDiag;

/// <summary>What interfaces are made to take in for a packet socket.</summary>
public sealed class PacketMembershipList : ReadOnlyCollection<PacketMembership>
{
    private PacketMembershipList(PacketMembership[] memberships) : base(memberships) { }

    internal static PacketMembershipList Read(ReadOnlySpan<byte> bytes, RecordReading reading)
    {
        ReadOnlySpan<packet_diag_mclist> entries = MemoryMarshal.Cast<byte, packet_diag_mclist>(bytes);
        var memberships = new PacketMembership[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            reading.Learn((int)entries[i].pdmc_index);
            memberships[i] = new(entries[i], reading.Origin);
        }
        return new(memberships);
    }

    /// <summary>How many there are.</summary>
    public new int Count => base.Count;

    /// <summary>As <c>Promiscuous%eth0 AllMulticast%eth1</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', this);
}
