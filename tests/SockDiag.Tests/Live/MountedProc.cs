using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A /proc with options of its own, in a mount namespace that the calling thread goes into.</summary>
internal sealed partial class MountedProc : IDisposable
{
    private const int CLONE_NEWNS = 0x20000;
    private const nuint MS_REC = 0x4000;
    private const nuint MS_PRIVATE = 0x40000;
    private const int MNT_DETACH = 2;

    private MountedProc(string root) => Root = root;

    public string Root { get; }

    /// <summary>One that shows to each user his own processes alone; the test is skipped where this user may not mount it.</summary>
    public static MountedProc Hiding()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("proc");
        Permissions.Set(folder.FullName, Permissions.AnyoneReads);
        bool isMounted = unshare(CLONE_NEWNS) == 0 && mount(null, "/", null, MS_REC | MS_PRIVATE, null) == 0 && mount("proc", folder.FullName, "proc", 0, "hidepid=2") == 0;
        if (!isMounted) folder.Delete();
        Assert.SkipUnless(isMounted, "It mounts a /proc with hidepid, which takes CAP_SYS_ADMIN (root).");
        return new(folder.FullName);
    }

    public void Dispose()
    {
        Errors.Check(umount2(Root, MNT_DETACH), "umount");
        Directory.Delete(Root);
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
