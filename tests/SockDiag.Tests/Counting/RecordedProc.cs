namespace SockDiag.Tests.Counting;

/// <summary>A /proc of another machine, or of a sandbox: what is not written there cannot be read.</summary>
internal sealed class RecordedProc : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public string Root => _folder.FullName;

    public RecordedProc With(string path, string text)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
