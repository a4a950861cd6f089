using System.Runtime.InteropServices;

namespace SockDiag.Tests.Live;

/// <summary>Who may use a file.</summary>
internal static partial class Permissions
{
    public const uint None = 0;
    public const uint OwnerAlone = 0b111_000_000;
    public const uint AnyoneReads = 0b111_101_101;

    public static void Set(string path, uint mode) => Errors.Check(chmod(path, mode), "chmod");

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, uint mode);
}
