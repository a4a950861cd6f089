using System.Text;

namespace SockDiag.Tests.Live;

/// <summary>A folder of the test's own, for sockets that are files.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public string Path => _folder.FullName;

    /// <summary>The bytes of a path in it, ended by 0; a name may be any bytes.</summary>
    public byte[] BytesOf(ReadOnlySpan<byte> name) => [.. Encoding.UTF8.GetBytes(Path), (byte)'/', .. name, 0];

    public string PathOf(string name) => $"{Path}/{name}";

    /// <summary>.NET cannot name a file whose name is no UTF-8.</summary>
    public void Dispose() => Tool.Output("rm", "-rf", Path);
}
