using System.Collections.ObjectModel;
using SockDiag.Families.Inet;

namespace SockDiag;

/// <summary>The addresses of one end of an SCTP socket, as RFC 5952 text.</summary>
public sealed class SctpAddressList : ReadOnlyCollection<string>
{
    private SctpAddressList(string[] addresses) : base(addresses) { }

    internal static SctpAddressList Of(SctpAddresses addresses, Origin origin)
    {
        string[] texts = new string[addresses.Count];
        for (int i = 0; i < texts.Length; i++) texts[i] = origin.AddressText(addresses.Address(i), addresses.Zone(i));
        return new(texts);
    }

    /// <summary>How many there are.</summary>
    public new int Count => base.Count;

    /// <summary>As <c>10.0.0.5 10.0.1.5</c>: what a CSV file carries.</summary>
    public override string ToString() => string.Join(' ', this);
}
