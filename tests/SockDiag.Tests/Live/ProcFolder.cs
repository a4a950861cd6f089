using System.Runtime.InteropServices;
using System.Text;
using static Tmds.Linux.LibC;

namespace SockDiag.Tests.Live;

/// <summary>A recorded /proc: a folder with processes, their command names and the links of their descriptors.</summary>
internal sealed partial class ProcFolder : IDisposable
{
    // PROC_PID_INIT_INO: the machine's first process-id namespace.
    private const string FirstNamespace = "pid:[4026531836]";

    public string Root { get; } = Directory.CreateTempSubdirectory("proc").FullName;

    /// <summary>One as root sees it on a machine: nothing is hidden, process 1 is there and holds nothing.</summary>
    public static ProcFolder OfMachine() => new ProcFolder().InNamespace(FirstNamespace).With(1, "init");

    /// <summary>One in which whoever reads is in this process-id namespace, and process 1 is not seen.</summary>
    public ProcFolder InNamespace(string link)
    {
        Directory.CreateDirectory($"{Root}/self/ns");
        File.CreateSymbolicLink($"{Root}/self/ns/pid", link);
        return this;
    }

    /// <summary>As <see cref="InNamespace"/>, in the machine's first one.</summary>
    public static ProcFolder WithoutProcess1() => new ProcFolder().InNamespace(FirstNamespace);

    /// <summary>Adds a process.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its command name; null for one that ended before it could be read.</param>
    /// <param name="links">The links of its descriptors, from 3 on.</param>
    public ProcFolder With(int id, string? name, params string[] links)
    {
        string descriptors = Directory.CreateDirectory($"{Root}/{id}/fd").FullName;
        if (name is not null) File.WriteAllText($"{Root}/{id}/comm", name + '\n');
        for (int i = 0; i < links.Length; i++) File.CreateSymbolicLink($"{descriptors}/{i + 3}", links[i]);
        return this;
    }

    /// <summary>Makes the descriptors of a process unreadable for anyone but root, and the rest readable for anyone.</summary>
    public ProcFolder Locked(int id)
    {
        Permissions.Set(Root, Permissions.AnyoneReads);
        Permissions.Set($"{Root}/{id}/fd", Permissions.None);
        return this;
    }

    /// <summary>Makes the command name of a process a pipe: whoever reads it waits until <see cref="Release"/>.</summary>
    public ProcFolder Slow(int id)
    {
        File.Delete($"{Root}/{id}/comm");
        Errors.Check(mkfifo($"{Root}/{id}/comm", Permissions.OwnerAlone), "mkfifo");
        return this;
    }

    /// <summary>Waits for the reader of a <see cref="Slow"/> process, then lets it go on when <paramref name="when"/> returns.</summary>
    public unsafe void Release(int id, Action when)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes($"{Root}/{id}/comm\0"))
        {
            int pipe = Errors.Check(open(path, O_WRONLY | O_CLOEXEC), "open");
            when();
            _ = close(pipe);
        }
    }

    public static string Link(NativeSocket socket) => $"socket:[{socket.Inode}]";

    public void Dispose()
    {
        foreach (string folder in Directory.EnumerateDirectories(Root, "fd", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            Permissions.Set(folder, Permissions.OwnerAlone);
        Directory.Delete(Root, recursive: true);
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
}
