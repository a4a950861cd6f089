using System.Runtime.InteropServices;

namespace SockDiag.Owners.Bpf;

/// <summary>What <see cref="SocketFileProgram"/> writes of a descriptor that is a socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SocketFileRecord
{
    public const int Length = 32;
    public const int NameLength = 16; // TASK_COMM_LEN

    // Where the program writes the fields below.
    public const short InodeOffset = 0;
    public const short ProcessIdOffset = 4;
    public const short ThreadIdOffset = 8;
    public const short DescriptorOffset = 12;
    public const short NameOffset = 16;

    public uint Inode;
    public int ProcessId;
    public int ThreadId;
    public int Descriptor;
    private fixed byte _name[NameLength];

    /// <summary>Whether it comes from a thread's own table of files: the first thread's is the process's.</summary>
    public readonly bool IsOfThread => ThreadId != ProcessId;

    /// <summary>The process's command name.</summary>
    public readonly string Name
    {
        get
        {
            fixed (byte* name = _name)
            {
                var bytes = new ReadOnlySpan<byte>(name, NameLength);
                int end = bytes.IndexOf((byte)0);
                return EscapedText.Of(end < 0 ? bytes : bytes[..end]); // without an end: it was renamed in this moment
            }
        }
    }
}
