namespace SockDiag;

/// <summary>Which end of a socket a filter looks at.</summary>
public enum EndpointSide
{
    /// <summary>This machine's end (the kernel's source).</summary>
    Local,

    /// <summary>The peer's end (the kernel's destination).</summary>
    Remote,
}
