namespace SockDiag;

/// <summary>An address and a port as people write them: <c>10.0.0.5:80</c>, <c>[::1]:80</c>.</summary>
internal readonly record struct EndpointText(string Address, int Port)
{
    public override string ToString() => Address.Contains(':') ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
