using System.Runtime.InteropServices;
using SockDiag.Namespaces;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>Files that stand for network namespaces, in a mount namespace that the calling thread goes into: there <c>/run</c> is empty.</summary>
internal sealed unsafe partial class NamedNamespaces
{
    private const int CLONE_NEWNS = 0x20000;
    private const nuint MS_BIND = 0x1000;
    private const nuint MS_REC = 0x4000;
    private const nuint MS_PRIVATE = 0x40000;

    private NamedNamespaces() { }

    /// <summary>Runs <paramref name="body"/> on a thread with an empty <c>/run</c> of its own; the test is skipped where this user may not mount.</summary>
    public static void Inside(Action<NamedNamespaces> body) => OwnThread.Run(() =>
    {
        bool isMounted = unshare(CLONE_NEWNS) == 0 && mount(null, "/", null, MS_REC | MS_PRIVATE, null) == 0 && mount("run", "/run", "tmpfs", 0, null) == 0;
        Assert.SkipUnless(isMounted, "It mounts names for network namespaces, which takes CAP_SYS_ADMIN (root).");
        Directory.CreateDirectory(NamespaceNames.Folder);
        body(new());
    });

    /// <summary>Gives a namespace a name, as <c>ip netns attach</c> does.</summary>
    public void Name(OwnNamespace own, string name) => Mount(own, $"{NamespaceNames.Folder}/{name}");

    /// <summary>Makes a file stand for a namespace.</summary>
    public void Mount(OwnNamespace own, string file)
    {
        File.WriteAllText(file, "");
        Errors.Check(mount(own.Path, file, null, MS_BIND, null), "mount");
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string? source, string target, string? type, nuint flags, string? data);
}
