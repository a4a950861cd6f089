using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A file system of the test's own, in a mount namespace that the calling thread goes into.</summary>
internal sealed partial class MountedFolder : IDisposable
{
    private const int CLONE_NEWNS = 0x20000;
    private const nuint MS_REC = 0x4000;
    private const nuint MS_PRIVATE = 0x40000;
    private const int MNT_DETACH = 2;

    private readonly bool _isOurs;

    private MountedFolder(string root, string type, string? options, bool isOurs)
    {
        Root = root;
        _isOurs = isOurs;
        bool isMounted = unshare(CLONE_NEWNS) == 0 && mount(null, "/", null, MS_REC | MS_PRIVATE, null) == 0 && mount(type, root, type, 0, options) == 0;
        if (!isMounted && isOurs) Directory.Delete(root);
        Assert.SkipUnless(isMounted, $"It mounts a file system ({type}), which takes CAP_SYS_ADMIN (root).");
    }

    public string Root { get; }

    /// <summary>A /proc that shows to each user his own processes alone; the test is skipped where this user may not mount it.</summary>
    public static MountedFolder HidingProc()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("proc");
        Permissions.Set(folder.FullName, Permissions.AnyoneReads);
        return new(folder.FullName, "proc", "hidepid=2", isOurs: true);
    }

    /// <summary>Nothing in place of what a folder has; the test is skipped where this user may not mount it.</summary>
    public static MountedFolder NothingIn(string folder) => new(folder, "tmpfs", options: null, isOurs: false);

    public void Dispose()
    {
        Errors.Check(umount2(Root, MNT_DETACH), "umount");
        if (_isOurs) Directory.Delete(Root);
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
