using System.Runtime.InteropServices;

// What the Linux headers have and Tmds.LibC lacks, declared once, under the names of the headers.
// A test holds every value and offset here to the C compiler's.
#pragma warning disable CS0649 // fields that only the kernel fills
#pragma warning disable IDE1006, CS8981 // the headers' own names

namespace SockDiag.Native;

internal static class LinuxHeaders
{
    public const int NETLINK_SOCK_DIAG = 4;

    public const ushort NLMSG_NOOP = 1;
    public const ushort NLMSG_ERROR = 2;
    public const ushort NLMSG_DONE = 3;

    public const ushort NLM_F_REQUEST = 0x1;
    public const ushort NLM_F_ACK = 0x4;
    public const ushort NLM_F_DUMP_INTR = 0x10;
    public const ushort NLM_F_DUMP = 0x300;

    public const ushort NLA_TYPE_MASK = 0x3fff;

    public const ushort TCPDIAG_GETSOCK = 18;
    public const ushort SOCK_DIAG_BY_FAMILY = 20;

    /// <summary>The address family of Unix sockets, as a byte of a request.</summary>
    public const byte AF_UNIX = 1;

    /// <summary>The inode of the machine's first process-id namespace: PROC_PID_INIT_INO of linux/proc_ns.h.</summary>
    public const uint PROC_PID_INIT_INO = 0xEFFFFFFC;

    /// <summary>The inode of the machine's first user namespace: PROC_USER_INIT_INO of linux/proc_ns.h.</summary>
    public const uint PROC_USER_INIT_INO = 0xEFFFFFFD;

    // linux/capability.h: numbers of capabilities.
    public const int CAP_DAC_READ_SEARCH = 2;
    public const int CAP_SYS_ADMIN = 21;
    public const int CAP_PERFMON = 38;
    public const int CAP_BPF = 39;

    /// <summary>The type of a cgroup's file handle: FILEID_KERNFS of linux/exportfs.h.</summary>
    public const int FILEID_KERNFS = 0xfe;

    public const int CLONE_NEWNET = 0x40000000;

    /// <summary>Asks a namespace's file of which kind it is: NS_GET_NSTYPE of linux/nsfs.h, Linux 4.11.</summary>
    public const int NS_GET_NSTYPE = 0xb703;

    // linux/bpf.h: the kernel's machine, its programs and what they are attached to.
    public const byte BPF_LDX = 0x01;
    public const byte BPF_STX = 0x03;
    public const byte BPF_JMP = 0x05;
    public const byte BPF_ALU64 = 0x07;
    public const byte BPF_W = 0x00;
    public const byte BPF_DW = 0x18;
    public const byte BPF_MEM = 0x60;
    public const byte BPF_K = 0x00;
    public const byte BPF_X = 0x08;
    public const byte BPF_ADD = 0x00;
    public const byte BPF_MOV = 0xb0;
    public const byte BPF_JEQ = 0x10;
    public const byte BPF_JNE = 0x50;
    public const byte BPF_CALL = 0x80;
    public const byte BPF_EXIT = 0x90;

    public const int BPF_FUNC_seq_write = 127;
    public const int BPF_PROG_LOAD = 5;
    public const int BPF_LINK_CREATE = 28;
    public const int BPF_ITER_CREATE = 33;
    public const int BPF_PROG_TYPE_TRACING = 26;
    public const int BPF_TRACE_ITER = 28;

    /// <summary>The file system that sockets are files of: linux/magic.h.</summary>
    public const int SOCKFS_MAGIC = 0x534F434B;

    public const int SIOCGIFNAME = 0x8910;
    public const int SIOCGIFINDEX = 0x8933;
    public const int IFNAMSIZ = 16;

    public const int MSG_WAITFORONE = 0x10000;

    /// <summary>The number of recvmmsg, which Tmds.LibC does not name.</summary>
    public static int SYS_recvmmsg => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 243 : 299;

    /// <summary>The number of bpf(2), which Tmds.LibC does not name.</summary>
    public static int SYS_bpf => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    /// <summary>The number of getdents64, which Tmds.LibC does not name.</summary>
    public static int SYS_getdents64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;
}

internal struct sockaddr_nl // linux/netlink.h
{
    public ushort nl_family;
    public ushort nl_pad;
    public uint nl_pid;
    public uint nl_groups;
}

internal struct nlmsghdr // linux/netlink.h
{
    public uint nlmsg_len;
    public ushort nlmsg_type;
    public ushort nlmsg_flags;
    public uint nlmsg_seq;
    public uint nlmsg_pid;
}

internal struct nlattr // linux/netlink.h
{
    public ushort nla_len;
    public ushort nla_type;
}
