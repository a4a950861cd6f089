namespace SockDiag.Tests.Live;

/// <summary>A cgroup v2 of the test's own.</summary>
internal sealed class CgroupFolder : IDisposable
{
    private readonly string _folder;

    private CgroupFolder(string path, string folder)
    {
        Path = path;
        _folder = folder;
    }

    /// <summary>From the root of the hierarchy.</summary>
    public string Path { get; }

    /// <summary>Where the hierarchy is mounted, or null.</summary>
    private static string? Mount => File.ReadLines("/proc/self/mountinfo").FirstOrDefault(line => line.Contains(" - cgroup2 "))?.Split(' ')[4];

    /// <summary>Whether this user can make one.</summary>
    public static bool IsAllowed => Needs.IsRoot && Mount is string mount && !IsReadOnly(mount);

    /// <summary>Makes one; the test is skipped where there is no cgroup v2 or this user may not.</summary>
    public static CgroupFolder New(string name)
    {
        Assert.SkipUnless(IsAllowed, "It makes a cgroup v2, which takes root and a mounted hierarchy.");
        // Below the root: where processes are, the kernel may allow no further cgroups.
        string path = $"/{name}-{Environment.ProcessId}-{Guid.NewGuid():N}";
        return new(path, Directory.CreateDirectory(Mount + path).FullName);
    }

    /// <summary>Moves a process: sockets that it makes from now on belong here.</summary>
    public void Take(ChildProcess process) => File.WriteAllText($"{_folder}/cgroup.procs", process.Id.ToString());

    /// <summary>Makes one below.</summary>
    public CgroupFolder Below(string name) => new($"{Path}/{name}", Directory.CreateDirectory($"{_folder}/{name}").FullName);

    public void Dispose() => Poll.Until(TryRemove, $"the cgroup {Path} is empty and can be removed");

    private bool TryRemove()
    {
        try
        {
            Directory.Delete(_folder);
            return true;
        }
        catch (DirectoryNotFoundException) { return true; }
        catch (IOException) { return false; } // a process that was ended is still leaving
    }

    private static bool IsReadOnly(string mount)
    {
        string probe = $"{mount}/probe-{Guid.NewGuid():N}";
        try { Directory.CreateDirectory(probe); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return true; }
        Directory.Delete(probe);
        return false;
    }
}
