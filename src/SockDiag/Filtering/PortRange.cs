namespace SockDiag;

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
/// <param name="First">0 to 65535.</param>
/// <param name="Last">Not less than <paramref name="First"/>.</param>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>The largest port number.</summary>
    public const int Largest = ushort.MaxValue;

    /// <summary>A range of one port.</summary>
    /// <param name="port">0 to 65535.</param>
    public PortRange(int port) : this(port, port) { }

    /// <summary>As <c>443</c> or <c>8000-8099</c>.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
