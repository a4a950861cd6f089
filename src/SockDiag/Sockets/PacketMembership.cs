using SockDiag.Families.Packet;

namespace SockDiag;

/// <summary>What an interface is made to take in for a packet socket (<c>struct packet_diag_mclist</c>).</summary>
public sealed class PacketMembership
{
    internal PacketMembership(packet_diag_mclist membership, Origin origin)
    {
        Interface = origin.InterfaceName((int)membership.pdmc_index);
        Type = (PacketMembershipType)membership.pdmc_type;
        Count = membership.pdmc_count;
        ReadOnlySpan<byte> address = membership.pdmc_addr;
        int length = Math.Min(membership.pdmc_alen, address.Length);
        if (length > 0 && Type is PacketMembershipType.Multicast or PacketMembershipType.Unicast)
            Address = string.Join(':', address[..length].ToArray().Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>The interface (<c>pdmc_index</c>), the index where it has no name.</summary>
    public string Interface { get; }

    /// <summary>What is taken in (<c>pdmc_type</c>).</summary>
    public PacketMembershipType Type { get; }

    /// <summary>The link's address that it is about, <c>01:00:5e:00:00:fb</c> (<c>pdmc_addr</c>); null where it is about all.</summary>
    public string? Address { get; }

    /// <summary>How often the socket asked for it, a count (<c>pdmc_count</c>).</summary>
    public long Count { get; }

    /// <summary>As <c>Promiscuous%eth0</c>, <c>Multicast(01:00:5e:00:00:fb)%eth0</c>.</summary>
    public override string ToString() => $"{Type}{(Address is null ? "" : $"({Address})")}%{Interface}";
}
