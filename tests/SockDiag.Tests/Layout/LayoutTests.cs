using System.Reflection;
using System.Runtime.InteropServices;
using SockDiag.Families.Inet;
using SockDiag.Families.Netlink;
using SockDiag.Families.Packet;
using SockDiag.Families.Smc;
using SockDiag.Families.Tipc;
using SockDiag.Families.Unix;
using SockDiag.Families.Vsock;
using SockDiag.Families.Xdp;
using SockDiag.Filtering;
using SockDiag.Names;
using SockDiag.Native;
using SockDiag.Owners.Bpf;

namespace SockDiag.Tests.Layout;

/// <summary>Every number that was copied from a header is held to that header, as the compiler of this machine reads it, or to the running kernel's own types.</summary>
public class LayoutTests
{
    // No header of the C library has them.
    private static readonly string[] _kernelOnly =
        [nameof(LinuxHeaders.PROC_PID_INIT_INO), nameof(LinuxHeaders.PROC_USER_INIT_INO), nameof(LinuxHeaders.FILEID_KERNFS)];

    private static readonly Dictionary<InetAttribute, string> _attributes = new()
    {
        [InetAttribute.Info] = "INET_DIAG_INFO",
        [InetAttribute.Vegas] = "INET_DIAG_VEGASINFO",
        [InetAttribute.CongestionControl] = "INET_DIAG_CONG",
        [InetAttribute.Tos] = "INET_DIAG_TOS",
        [InetAttribute.TrafficClass] = "INET_DIAG_TCLASS",
        [InetAttribute.SocketMemory] = "INET_DIAG_SKMEMINFO",
        [InetAttribute.Shutdown] = "INET_DIAG_SHUTDOWN",
        [InetAttribute.Dctcp] = "INET_DIAG_DCTCPINFO",
        [InetAttribute.IPv6Only] = "INET_DIAG_SKV6ONLY",
        [InetAttribute.LocalAddresses] = "INET_DIAG_LOCALS",
        [InetAttribute.PeerAddresses] = "INET_DIAG_PEERS",
        [InetAttribute.Mark] = "INET_DIAG_MARK",
        [InetAttribute.Bbr] = "INET_DIAG_BBRINFO",
        [InetAttribute.ClassId] = "INET_DIAG_CLASS_ID",
        [InetAttribute.UpperLayer] = "INET_DIAG_ULP_INFO",
        [InetAttribute.CgroupId] = "INET_DIAG_CGROUP_ID",
        [InetAttribute.SocketOptions] = "INET_DIAG_SOCKOPT",
    };

    private static readonly Dictionary<InetRequestAttribute, string> _requestAttributes = new()
    {
        [InetRequestAttribute.Bytecode] = "INET_DIAG_REQ_BYTECODE",
        [InetRequestAttribute.Protocol] = "INET_DIAG_REQ_PROTOCOL",
    };

    private static readonly Dictionary<NetlinkAttribute, string> _netlinkAttributes = new()
    {
        [NetlinkAttribute.Memory] = "NETLINK_DIAG_MEMINFO",
        [NetlinkAttribute.Groups] = "NETLINK_DIAG_GROUPS",
        [NetlinkAttribute.Flags] = "NETLINK_DIAG_FLAGS",
    };

    private static readonly Dictionary<NetlinkShow, string> _netlinkShow = new()
    {
        [NetlinkShow.Memory] = "NDIAG_SHOW_MEMINFO",
        [NetlinkShow.Groups] = "NDIAG_SHOW_GROUPS",
        [NetlinkShow.Flags] = "NDIAG_SHOW_FLAGS",
    };

    private static readonly Dictionary<PacketAttribute, string> _packetAttributes = new()
    {
        [PacketAttribute.Information] = "PACKET_DIAG_INFO",
        [PacketAttribute.Memberships] = "PACKET_DIAG_MCLIST",
        [PacketAttribute.ReceiveRing] = "PACKET_DIAG_RX_RING",
        [PacketAttribute.TransmitRing] = "PACKET_DIAG_TX_RING",
        [PacketAttribute.Fanout] = "PACKET_DIAG_FANOUT",
        [PacketAttribute.UserId] = "PACKET_DIAG_UID",
        [PacketAttribute.Memory] = "PACKET_DIAG_MEMINFO",
        [PacketAttribute.Filter] = "PACKET_DIAG_FILTER",
    };

    private static readonly Dictionary<PacketShow, string> _packetShow = new()
    {
        [PacketShow.Information] = "PACKET_SHOW_INFO",
        [PacketShow.Memberships] = "PACKET_SHOW_MCLIST",
        [PacketShow.Rings] = "PACKET_SHOW_RING_CFG",
        [PacketShow.Fanout] = "PACKET_SHOW_FANOUT",
        [PacketShow.Memory] = "PACKET_SHOW_MEMINFO",
        [PacketShow.Filter] = "PACKET_SHOW_FILTER",
    };

    private static readonly Dictionary<NetlinkProtocol, string> _netlinkProtocols = new()
    {
        [NetlinkProtocol.Route] = "NETLINK_ROUTE",
        [NetlinkProtocol.Unused] = "NETLINK_UNUSED",
        [NetlinkProtocol.UserSock] = "NETLINK_USERSOCK",
        [NetlinkProtocol.Firewall] = "NETLINK_FIREWALL",
        [NetlinkProtocol.SockDiag] = "NETLINK_SOCK_DIAG",
        [NetlinkProtocol.NetfilterLog] = "NETLINK_NFLOG",
        [NetlinkProtocol.Xfrm] = "NETLINK_XFRM",
        [NetlinkProtocol.SELinux] = "NETLINK_SELINUX",
        [NetlinkProtocol.Iscsi] = "NETLINK_ISCSI",
        [NetlinkProtocol.Audit] = "NETLINK_AUDIT",
        [NetlinkProtocol.FibLookup] = "NETLINK_FIB_LOOKUP",
        [NetlinkProtocol.Connector] = "NETLINK_CONNECTOR",
        [NetlinkProtocol.Netfilter] = "NETLINK_NETFILTER",
        [NetlinkProtocol.IP6Firewall] = "NETLINK_IP6_FW",
        [NetlinkProtocol.DecNetRouteMessages] = "NETLINK_DNRTMSG",
        [NetlinkProtocol.KObjectUEvent] = "NETLINK_KOBJECT_UEVENT",
        [NetlinkProtocol.Generic] = "NETLINK_GENERIC",
        [NetlinkProtocol.ScsiTransport] = "NETLINK_SCSITRANSPORT",
        [NetlinkProtocol.ECryptFS] = "NETLINK_ECRYPTFS",
        [NetlinkProtocol.Rdma] = "NETLINK_RDMA",
        [NetlinkProtocol.Crypto] = "NETLINK_CRYPTO",
        [NetlinkProtocol.SmcMonitoring] = "NETLINK_SMC",
    };

    private static readonly Dictionary<NetlinkSocketFlags, string> _netlinkFlags = new()
    {
        [NetlinkSocketFlags.None] = "0",
        [NetlinkSocketFlags.DumpRunning] = "NDIAG_FLAG_CB_RUNNING",
        [NetlinkSocketFlags.PacketInformation] = "NDIAG_FLAG_PKTINFO",
        [NetlinkSocketFlags.BroadcastErrors] = "NDIAG_FLAG_BROADCAST_ERROR",
        [NetlinkSocketFlags.NoOverflowErrors] = "NDIAG_FLAG_NO_ENOBUFS",
        [NetlinkSocketFlags.AllNamespaces] = "NDIAG_FLAG_LISTEN_ALL_NSID",
        [NetlinkSocketFlags.CappedErrors] = "NDIAG_FLAG_CAP_ACK",
    };

    private static readonly Dictionary<PacketSocketType, string> _packetTypes = new()
    {
        [PacketSocketType.Datagram] = "SOCK_DGRAM",
        [PacketSocketType.Raw] = "SOCK_RAW",
        [PacketSocketType.Packet] = "SOCK_PACKET",
    };

    private static readonly Dictionary<PacketRingVersion, string> _ringVersions = new()
    {
        [PacketRingVersion.V1] = "TPACKET_V1",
        [PacketRingVersion.V2] = "TPACKET_V2",
        [PacketRingVersion.V3] = "TPACKET_V3",
    };

    private static readonly Dictionary<PacketSocketFlags, string> _packetFlags = new()
    {
        [PacketSocketFlags.None] = "0",
        [PacketSocketFlags.Running] = "PDI_RUNNING",
        [PacketSocketFlags.AuxiliaryData] = "PDI_AUXDATA",
        [PacketSocketFlags.OriginalDevice] = "PDI_ORIGDEV",
        [PacketSocketFlags.VirtualNetworkHeader] = "PDI_VNETHDR",
        [PacketSocketFlags.SkipsMalformed] = "PDI_LOSS",
    };

    private static readonly Dictionary<PacketFanoutType, string> _fanoutTypes = new()
    {
        [PacketFanoutType.Hash] = "PACKET_FANOUT_HASH",
        [PacketFanoutType.LoadBalance] = "PACKET_FANOUT_LB",
        [PacketFanoutType.Cpu] = "PACKET_FANOUT_CPU",
        [PacketFanoutType.Rollover] = "PACKET_FANOUT_ROLLOVER",
        [PacketFanoutType.Random] = "PACKET_FANOUT_RND",
        [PacketFanoutType.QueueMapping] = "PACKET_FANOUT_QM",
        [PacketFanoutType.ClassicBpf] = "PACKET_FANOUT_CBPF",
        [PacketFanoutType.ExtendedBpf] = "PACKET_FANOUT_EBPF",
    };

    private static readonly Dictionary<PacketMembershipType, string> _membershipTypes = new()
    {
        [PacketMembershipType.Multicast] = "PACKET_MR_MULTICAST",
        [PacketMembershipType.Promiscuous] = "PACKET_MR_PROMISC",
        [PacketMembershipType.AllMulticast] = "PACKET_MR_ALLMULTI",
        [PacketMembershipType.Unicast] = "PACKET_MR_UNICAST",
    };

    private static readonly Dictionary<MptcpFlags, string> _mptcpFlags = new()
    {
        [MptcpFlags.None] = "0",
        [MptcpFlags.Fallback] = "MPTCP_INFO_FLAG_FALLBACK",
        [MptcpFlags.RemoteKeyReceived] = "MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED",
    };

    private static readonly (string Name, int Offset)[] _sctpInfo =
    [
        ("tag", 0), ("rwnd", 8), ("unackdata", 12), ("penddata", 14), ("instrms", 16), ("outstrms", 18), ("inqueue", 24), ("outqueue", 28), ("overall_error", 32), ("max_burst", 36), ("maxseg", 40),
        ("peer_rwnd", 44), ("peer_tag", 48), ("peer_capable", 52), ("isacks", 56), ("osacks", 64), ("opackets", 72), ("ipackets", 80), ("rtxchunks", 88), ("outofseqtsns", 96), ("idupchunks", 104), ("gapcnt", 112),
        ("ouodchunks", 120), ("iuodchunks", 128), ("oodchunks", 136), ("iodchunks", 144), ("octrlchunks", 152), ("ictrlchunks", 160), ("p_address", 168), ("p_state", 296), ("p_cwnd", 300), ("p_srtt", 304), ("p_rto", 308),
        ("p_hbinterval", 312), ("p_pathmaxrxt", 316), ("p_sackdelay", 320), ("p_ssthresh", 328), ("p_partial_bytes_acked", 332), ("p_flight_size", 336), ("p_error", 340), ("s_autoclose", 344),
        ("s_adaptation_ind", 348), ("s_pd_point", 352), ("s_nodelay", 356), ("s_disable_fragments", 357), ("s_v4mapped", 358), ("s_frag_interleave", 359), ("s_type", 360),
    ];

    private static readonly Dictionary<FilterCompiler.Code, string> _instructions = new()
    {
        [FilterCompiler.Code.Jump] = "INET_DIAG_BC_JMP",
        [FilterCompiler.Code.LocalPortAtLeast] = "INET_DIAG_BC_S_GE",
        [FilterCompiler.Code.LocalPortAtMost] = "INET_DIAG_BC_S_LE",
        [FilterCompiler.Code.RemotePortAtLeast] = "INET_DIAG_BC_D_GE",
        [FilterCompiler.Code.RemotePortAtMost] = "INET_DIAG_BC_D_LE",
        [FilterCompiler.Code.LocalAddress] = "INET_DIAG_BC_S_COND",
        [FilterCompiler.Code.RemoteAddress] = "INET_DIAG_BC_D_COND",
        [FilterCompiler.Code.Interface] = "INET_DIAG_BC_DEV_COND",
        [FilterCompiler.Code.Mark] = "INET_DIAG_BC_MARK_COND",
        [FilterCompiler.Code.LocalPort] = "INET_DIAG_BC_S_EQ",
        [FilterCompiler.Code.RemotePort] = "INET_DIAG_BC_D_EQ",
        [FilterCompiler.Code.Cgroup] = "INET_DIAG_BC_CGROUP_COND",
    };

    private static readonly Dictionary<UnixAttribute, string> _unixAttributes = new()
    {
        [UnixAttribute.Name] = "UNIX_DIAG_NAME",
        [UnixAttribute.File] = "UNIX_DIAG_VFS",
        [UnixAttribute.Peer] = "UNIX_DIAG_PEER",
        [UnixAttribute.AcceptQueue] = "UNIX_DIAG_ICONS",
        [UnixAttribute.Queues] = "UNIX_DIAG_RQLEN",
        [UnixAttribute.Memory] = "UNIX_DIAG_MEMINFO",
        [UnixAttribute.Shutdown] = "UNIX_DIAG_SHUTDOWN",
        [UnixAttribute.User] = "UNIX_DIAG_UID",
    };

    private static readonly Dictionary<UnixShow, string> _unixShow = new()
    {
        [UnixShow.Name] = "UDIAG_SHOW_NAME",
        [UnixShow.File] = "UDIAG_SHOW_VFS",
        [UnixShow.Peer] = "UDIAG_SHOW_PEER",
        [UnixShow.AcceptQueue] = "UDIAG_SHOW_ICONS",
        [UnixShow.Queues] = "UDIAG_SHOW_RQLEN",
        [UnixShow.Memory] = "UDIAG_SHOW_MEMINFO",
        [UnixShow.User] = "UDIAG_SHOW_UID",
    };

    private static readonly Dictionary<XdpAttribute, string> _xdpAttributes = new()
    {
        [XdpAttribute.Information] = "XDP_DIAG_INFO",
        [XdpAttribute.UserId] = "XDP_DIAG_UID",
        [XdpAttribute.ReceiveRing] = "XDP_DIAG_RX_RING",
        [XdpAttribute.TransmitRing] = "XDP_DIAG_TX_RING",
        [XdpAttribute.Umem] = "XDP_DIAG_UMEM",
        [XdpAttribute.FillRing] = "XDP_DIAG_UMEM_FILL_RING",
        [XdpAttribute.CompletionRing] = "XDP_DIAG_UMEM_COMPLETION_RING",
        [XdpAttribute.Memory] = "XDP_DIAG_MEMINFO",
        [XdpAttribute.Statistics] = "XDP_DIAG_STATS",
    };

    private static readonly Dictionary<XdpShow, string> _xdpShow = new()
    {
        [XdpShow.Information] = "XDP_SHOW_INFO",
        [XdpShow.Rings] = "XDP_SHOW_RING_CFG",
        [XdpShow.Umem] = "XDP_SHOW_UMEM",
        [XdpShow.Memory] = "XDP_SHOW_MEMINFO",
        [XdpShow.Statistics] = "XDP_SHOW_STATS",
    };

    private static readonly Dictionary<XdpUmemFlags, string> _xdpUmemFlags = new() { [XdpUmemFlags.ZeroCopy] = "XDP_DU_F_ZEROCOPY" };

    private static readonly Dictionary<TipcAttribute, string> _tipcAttributes = new() { [TipcAttribute.Socket] = "TIPC_NLA_SOCK" };

    private static readonly Dictionary<TipcSocketAttribute, string> _tipcSocketAttributes = new()
    {
        [TipcSocketAttribute.Address] = "TIPC_NLA_SOCK_ADDR",
        [TipcSocketAttribute.Reference] = "TIPC_NLA_SOCK_REF",
        [TipcSocketAttribute.Connection] = "TIPC_NLA_SOCK_CON",
        [TipcSocketAttribute.HasPublication] = "TIPC_NLA_SOCK_HAS_PUBL",
        [TipcSocketAttribute.Statistics] = "TIPC_NLA_SOCK_STAT",
        [TipcSocketAttribute.Type] = "TIPC_NLA_SOCK_TYPE",
        [TipcSocketAttribute.Inode] = "TIPC_NLA_SOCK_INO",
        [TipcSocketAttribute.User] = "TIPC_NLA_SOCK_UID",
        [TipcSocketAttribute.State] = "TIPC_NLA_SOCK_TIPC_STATE",
        [TipcSocketAttribute.Cookie] = "TIPC_NLA_SOCK_COOKIE",
    };

    private static readonly Dictionary<TipcConnectionAttribute, string> _tipcConnectionAttributes = new()
    {
        [TipcConnectionAttribute.Flag] = "TIPC_NLA_CON_FLAG",
        [TipcConnectionAttribute.Node] = "TIPC_NLA_CON_NODE",
        [TipcConnectionAttribute.Socket] = "TIPC_NLA_CON_SOCK",
        [TipcConnectionAttribute.Type] = "TIPC_NLA_CON_TYPE",
        [TipcConnectionAttribute.Instance] = "TIPC_NLA_CON_INST",
    };

    private static readonly Dictionary<TipcStatisticsAttribute, string> _tipcStatisticsAttributes = new()
    {
        [TipcStatisticsAttribute.ReceiveQueue] = "TIPC_NLA_SOCK_STAT_RCVQ",
        [TipcStatisticsAttribute.SendQueue] = "TIPC_NLA_SOCK_STAT_SENDQ",
        [TipcStatisticsAttribute.LinkCongested] = "TIPC_NLA_SOCK_STAT_LINK_CONG",
        [TipcStatisticsAttribute.ConnectionCongested] = "TIPC_NLA_SOCK_STAT_CONN_CONG",
        [TipcStatisticsAttribute.Drops] = "TIPC_NLA_SOCK_STAT_DROP",
    };

    private static readonly Dictionary<SmcAttribute, string> _smcAttributes = new()
    {
        [SmcAttribute.Connection] = "SMC_DIAG_CONNINFO",
        [SmcAttribute.LinkGroup] = "SMC_DIAG_LGRINFO",
        [SmcAttribute.Shutdown] = "SMC_DIAG_SHUTDOWN",
        [SmcAttribute.Dmb] = "SMC_DIAG_DMBINFO",
        [SmcAttribute.Fallback] = "SMC_DIAG_FALLBACK",
    };

    private static readonly Dictionary<SmcMode, string> _smcModes = new()
    {
        [SmcMode.SmcR] = "SMC_DIAG_MODE_SMCR",
        [SmcMode.Fallback] = "SMC_DIAG_MODE_FALLBACK_TCP",
        [SmcMode.SmcD] = "SMC_DIAG_MODE_SMCD",
    };

    private static readonly Dictionary<SocketType, string> _types = new()
    {
        [SocketType.Stream] = "SOCK_STREAM",
        [SocketType.Datagram] = "SOCK_DGRAM",
        [SocketType.Raw] = "SOCK_RAW",
        [SocketType.ReliableDatagram] = "SOCK_RDM",
        [SocketType.SeqPacket] = "SOCK_SEQPACKET",
    };

    private static readonly Dictionary<SocketState, string> _states = new()
    {
        [SocketState.Established] = "TCP_ESTABLISHED",
        [SocketState.SynSent] = "TCP_SYN_SENT",
        [SocketState.SynReceived] = "TCP_SYN_RECV",
        [SocketState.FinWait1] = "TCP_FIN_WAIT1",
        [SocketState.FinWait2] = "TCP_FIN_WAIT2",
        [SocketState.TimeWait] = "TCP_TIME_WAIT",
        [SocketState.Unconnected] = "TCP_CLOSE",
        [SocketState.CloseWait] = "TCP_CLOSE_WAIT",
        [SocketState.LastAck] = "TCP_LAST_ACK",
        [SocketState.Listen] = "TCP_LISTEN",
        [SocketState.Closing] = "TCP_CLOSING",
    };

    private static readonly Dictionary<SocketState, string> _statesOfTheKernelAlone = new()
    {
        [SocketState.NewSynReceived] = "TCP_NEW_SYN_RECV",
        [SocketState.BoundInactive] = "TCP_BOUND_INACTIVE",
    };

    private static readonly Dictionary<SocketOptions, string> _socketOptions = new()
    {
        [SocketOptions.ReceiveErrors] = "recverr",
        [SocketOptions.IsConnectionOriented] = "is_icsk",
        [SocketOptions.FreeBind] = "freebind",
        [SocketOptions.HeaderIncluded] = "hdrincl",
        [SocketOptions.MulticastLoop] = "mc_loop",
        [SocketOptions.Transparent] = "transparent",
        [SocketOptions.MulticastAll] = "mc_all",
        [SocketOptions.NoDefragment] = "nodefrag",
        [SocketOptions.BindAddressNoPort] = "bind_address_no_port",
        [SocketOptions.ReceiveErrorsRfc4884] = "recverr_rfc4884",
        [SocketOptions.DeferConnect] = "defer_connect",
    };

    private static readonly Dictionary<string, string> _memory = new()
    {
        [nameof(SocketMemory.ReceiveAllocated)] = "SK_MEMINFO_RMEM_ALLOC",
        [nameof(SocketMemory.ReceiveBuffer)] = "SK_MEMINFO_RCVBUF",
        [nameof(SocketMemory.TransmitAllocated)] = "SK_MEMINFO_WMEM_ALLOC",
        [nameof(SocketMemory.SendBuffer)] = "SK_MEMINFO_SNDBUF",
        [nameof(SocketMemory.ForwardAllocated)] = "SK_MEMINFO_FWD_ALLOC",
        [nameof(SocketMemory.WriteQueued)] = "SK_MEMINFO_WMEM_QUEUED",
        [nameof(SocketMemory.OptionMemory)] = "SK_MEMINFO_OPTMEM",
        [nameof(SocketMemory.Backlog)] = "SK_MEMINFO_BACKLOG",
        [nameof(SocketMemory.Drops)] = "SK_MEMINFO_DROPS",
    };

    private static readonly Dictionary<TypeKind, string> _typeKinds = new()
    {
        [TypeKind.Int] = "BTF_KIND_INT",
        [TypeKind.Array] = "BTF_KIND_ARRAY",
        [TypeKind.Struct] = "BTF_KIND_STRUCT",
        [TypeKind.Union] = "BTF_KIND_UNION",
        [TypeKind.Enum] = "BTF_KIND_ENUM",
        [TypeKind.Function] = "BTF_KIND_FUNC",
        [TypeKind.FunctionPrototype] = "BTF_KIND_FUNC_PROTO",
        [TypeKind.Variable] = "BTF_KIND_VAR",
        [TypeKind.DataSection] = "BTF_KIND_DATASEC",
        [TypeKind.DeclarationTag] = "BTF_KIND_DECL_TAG",
        [TypeKind.Enum64] = "BTF_KIND_ENUM64",
    };

    [Theory]
    [InlineData(nameof(sockaddr_nl))]
    [InlineData(nameof(nlmsghdr))]
    [InlineData(nameof(nlattr))]
    [InlineData(nameof(inet_diag_sockid))]
    [InlineData(nameof(inet_diag_req))]
    [InlineData(nameof(inet_diag_req_v2))]
    [InlineData(nameof(inet_diag_msg))]
    [InlineData(nameof(inet_diag_hostcond))]
    [InlineData(nameof(unix_diag_req))]
    [InlineData(nameof(unix_diag_msg))]
    [InlineData(nameof(unix_diag_vfs))]
    [InlineData(nameof(unix_diag_rqlen))]
    [InlineData(nameof(netlink_diag_req))]
    [InlineData(nameof(netlink_diag_msg))]
    [InlineData(nameof(packet_diag_req))]
    [InlineData(nameof(packet_diag_msg))]
    [InlineData(nameof(packet_diag_info))]
    [InlineData(nameof(packet_diag_mclist))]
    [InlineData(nameof(packet_diag_ring))]
    [InlineData(nameof(tipc_sock_diag_req))]
    [InlineData(nameof(vsock_diag_req))]
    [InlineData(nameof(vsock_diag_msg))]
    [InlineData(nameof(smc_diag_req))]
    [InlineData(nameof(smc_diag_msg))]
    [InlineData(nameof(smc_diag_fallback))]
    [InlineData(nameof(smc_diag_cursor))]
    [InlineData(nameof(smc_diag_conninfo))]
    [InlineData(nameof(smc_diag_linkinfo))]
    [InlineData(nameof(smc_diag_lgrinfo))]
    [InlineData(nameof(smcd_diag_dmbinfo))]
    [InlineData(nameof(xdp_diag_req))]
    [InlineData(nameof(xdp_diag_msg))]
    [InlineData(nameof(xdp_diag_info))]
    [InlineData(nameof(xdp_diag_ring))]
    [InlineData(nameof(xdp_diag_umem))]
    [InlineData(nameof(xdp_diag_stats))]
    [InlineData(nameof(sock_filter))]
    public void EveryFieldLiesWhereTheCompilerPutsIt(string type) =>
        CompilerAgrees(StructLayout.Conditions(typeof(nlmsghdr).Assembly.GetTypes().Single(each => each.Name == type)));

    [Fact]
    public void NoStructOfAHeaderIsLeftOut()
    {
        string[] tested = [.. typeof(LayoutTests).GetMethod(nameof(EveryFieldLiesWhereTheCompilerPutsIt))!.GetCustomAttributes<InlineDataAttribute>().Select(data => (string)data.Data[0]!)];

        Assert.Equal(
            tested.Order(),
            typeof(nlmsghdr).Assembly.GetTypes()
                .Where(type => type.IsValueType && !type.IsEnum && char.IsAsciiLetterLower(type.Name[0]) && type.Namespace?.StartsWith("SockDiag") == true)
                .Select(type => type.Name)
                .Order());
    }

    [Fact]
    public void EveryConstantOfAHeaderIsTheHeaders() => CompilerAgrees(
        Constants(typeof(LinuxHeaders)).Where(constant => !_kernelOnly.Contains(constant.Name)).Select(constant => $"{(constant.Value is ushort ? "(unsigned short)" : "")}({constant.Name}) == {constant.Value}")
            .Append($"SYS_getdents64 == {LinuxHeaders.SYS_getdents64}")
            .Append($"SYS_bpf == {LinuxHeaders.SYS_bpf}")
            .Append($"SYS_recvmmsg == {LinuxHeaders.SYS_recvmmsg}"));

    [Fact]
    public void EveryErrorNumberIsTheHeaders() => CompilerAgrees(Constants(typeof(Errno)).Select(constant => $"{constant.Name} == {constant.Value}"));

    [Fact]
    public void EveryAttributeIsTheHeaders() => CompilerAgrees(Equalities(_attributes));

    [Fact]
    public void EveryRequestAttributeIsTheHeaders() => CompilerAgrees(Equalities(_requestAttributes));

    [Fact]
    public void EveryUnixAttributeIsTheHeaders() => CompilerAgrees(Equalities(_unixAttributes));

    [Fact]
    public void WhatIsAskedOfUnixSocketsIsTheHeaders() => CompilerAgrees(Equalities(_unixShow));

    [Fact]
    public void EveryTypeOfSocketIsTheHeaders() => CompilerAgrees(Equalities(_types));

    [Fact]
    public void EveryAttributeOfTipcIsTheHeaders()
    {
        CompilerAgrees(Equalities(_tipcAttributes));
        CompilerAgrees(Equalities(_tipcSocketAttributes));
        CompilerAgrees(Equalities(_tipcConnectionAttributes));
        CompilerAgrees(Equalities(_tipcStatisticsAttributes));
    }

    [Fact]
    public void WhatSmcSocketsAreIsTheHeaders()
    {
        CompilerAgrees(Equalities(_smcAttributes));
        CompilerAgrees(Equalities(_smcModes));
        CompilerAgrees([$"((1 << (SMC_DIAG_CONNINFO - 1)) | (1 << (SMC_DIAG_LGRINFO - 1)) | (1 << (SMC_DIAG_DMBINFO - 1))) == {SmcTable.Family.Extensions}"]);
    }

    [Fact]
    public void TheNamedContextsOfVsockAreTheHeaders() => CompilerAgrees([
        "VMADDR_CID_HYPERVISOR == 0 && VMADDR_CID_HOST == 2 && VMADDR_CID_ANY == 0xffffffff && VMADDR_PORT_ANY == 0xffffffff",
        "VMADDR_CID_LOCAL == 1",
    ]);

    [Fact]
    public void EveryAttributeOfXdpIsTheHeaders()
    {
        CompilerAgrees(Equalities(_xdpAttributes));
        CompilerAgrees(Equalities(_xdpShow));
        CompilerAgrees(Equalities(_xdpUmemFlags));
    }

    [Fact]
    public void EveryAttributeOfNetlinkAndPacketIsTheHeaders()
    {
        CompilerAgrees(Equalities(_netlinkAttributes));
        CompilerAgrees(Equalities(_netlinkShow));
        CompilerAgrees(Equalities(_packetAttributes));
        CompilerAgrees(Equalities(_packetShow));
    }

    [Fact]
    public void WhatNetlinkAndPacketSocketsAreIsTheHeaders()
    {
        CompilerAgrees(Equalities(_netlinkProtocols));
        CompilerAgrees(Equalities(_netlinkFlags));
        CompilerAgrees(Equalities(_packetTypes));
        CompilerAgrees(Equalities(_ringVersions));
        CompilerAgrees(Equalities(_packetFlags));
        CompilerAgrees(Equalities(_fanoutTypes));
        CompilerAgrees(Equalities(_membershipTypes));
        CompilerAgrees(Equalities(_mptcpFlags));
    }

    [Fact]
    public void EveryFieldOfMptcpInfoIsWhereTheKernelReadsIt()
    {
        SkipWithoutKernelTypes();
        Assert.SkipWhen(KernelTypeInformation.Running.BitOffset("mptcp_info", "mptcpi_last_ack_recv") is null, "This kernel's mptcp_info is older (Linux 6.10).");
        (string, long)[] read =
        [
            ("subflows", 0), ("add_addr_signal", 1), ("add_addr_accepted", 2), ("subflows_max", 3), ("add_addr_signal_max", 4), ("add_addr_accepted_max", 5), ("flags", 8), ("token", 12), ("write_seq", 16), ("snd_una", 24),
            ("rcv_nxt", 32), ("local_addr_used", 40), ("local_addr_max", 41), ("csum_enabled", 42), ("retransmits", 44), ("bytes_retrans", 48), ("bytes_sent", 56), ("bytes_received", 64), ("bytes_acked", 72),
            ("subflows_total", 80), ("last_data_sent", 84), ("last_data_recv", 88), ("last_ack_recv", 92),
        ];
        Assert.Equal(read, read.Select(field => (field.Item1, KernelTypeInformation.Running.BitOffset("mptcp_info", "mptcpi_" + field.Item1)!.Value / 8)));
    }

    [Fact]
    public void EveryFieldOfSctpInfoIsWhereTheHeaderHasIt() => CompilerAgrees(_sctpInfo.Select(field => $"offsetof(struct sctp_info, sctpi_{field.Name}) == {field.Offset}")
        .Append($"sizeof(struct sctp_info) == 368 && sizeof(struct sockaddr_storage) == {SctpAddresses.EntryLength}"));

    [Fact]
    public void EveryInstructionIsTheHeaders() => CompilerAgrees(Equalities(_instructions));

    [Fact]
    public void AnExtensionIsTheBitBelowItsAttribute() =>
        CompilerAgrees(
        [
            $"(1 << (INET_DIAG_TOS - 1) | 1 << (INET_DIAG_TCLASS - 1) | 1 << (INET_DIAG_SKMEMINFO - 1)) == {InetExtensions.Details}",
            $"1 << (INET_DIAG_INFO - 1) == {InetExtensions.MptcpInfo}",
            $"1 << (INET_DIAG_INFO - 1) == {InetExtensions.SctpInfo}",
            $"1 << (INET_DIAG_INFO - 1) == {InetExtensions.DccpInfo}",
            $"(1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_VEGASINFO - 1) | 1 << (INET_DIAG_CONG - 1)) == {InetExtensions.TcpInfo}",
        ]);

    [Fact]
    public void EveryStateIsTheBitOfTheHeadersNumber()
    {
        Assert.Equal(SingleBits<SocketState>(), _states.Keys.Concat(_statesOfTheKernelAlone.Keys).Order());
        CompilerAgrees(_states.Select(state => $"1 << {state.Value} == {(int)state.Key}"));
    }

    [Fact]
    public void ProtocolsAndFamiliesAreTheHeaders() => CompilerAgrees([
        $"IPPROTO_TCP == {(int)SocketProtocol.Tcp}",
        $"IPPROTO_UDP == {(int)SocketProtocol.Udp}",
        $"1000 + AF_UNIX == {(int)SocketProtocol.Unix}",
        $"IPPROTO_UDPLITE == {(int)SocketProtocol.UdpLite}",
        $"IPPROTO_RAW == {(int)SocketProtocol.Raw}",
        $"IPPROTO_MPTCP == {(int)SocketProtocol.Mptcp}",
        $"IPPROTO_SCTP == {(int)SocketProtocol.Sctp}",
        $"IPPROTO_DCCP == {(int)SocketProtocol.Dccp}",
        $"AF_NETLINK == {NetlinkTable.AddressFamily} && 1000 + AF_NETLINK == {(int)SocketProtocol.Netlink}",
        $"AF_PACKET == {PacketTable.AddressFamily} && 1000 + AF_PACKET == {(int)SocketProtocol.Packet}",
        $"AF_TIPC == {TipcTable.AddressFamily} && 1000 + AF_TIPC == {(int)SocketProtocol.Tipc}",
        $"AF_VSOCK == {VsockTable.AddressFamily} && 1000 + AF_VSOCK == {(int)SocketProtocol.Vsock}",
        $"AF_SMC == {SmcTable.AddressFamily} && 1000 + AF_SMC == {(int)SocketProtocol.Smc}",
        $"AF_XDP == {XdpTable.AddressFamily} && 1000 + AF_XDP == {(int)SocketProtocol.Xdp}",
        "NDIAG_PROTO_ALL == 255",
        $"AF_INET == {(int)SocketAddressFamily.IPv4}",
        $"AF_INET6 == {(int)SocketAddressFamily.IPv6}",
    ]);

    /// <summary>The kernel makes bits of shutdown(2)'s numbers by adding one.</summary>
    [Fact]
    public void ShutdownIsOneMoreThanTheCallsNumbers() => CompilerAgrees([
        $"SHUT_RD + 1 == {(int)SocketShutdown.Receive}",
        $"SHUT_WR + 1 == {(int)SocketShutdown.Send}",
        $"SHUT_RDWR + 1 == {(int)(SocketShutdown.Receive | SocketShutdown.Send)}",
    ]);

    [Fact]
    public void EveryValueOfSocketMemoryHasItsPlace()
    {
        uint[] places = [.. Enumerable.Range(0, 9).Select(place => (uint)place)];
        var memory = new SocketMemory(MemoryMarshal.AsBytes(places.AsSpan()));
        PropertyInfo[] properties = typeof(SocketMemory).GetProperties();

        Assert.Equal(_memory.Keys.Order(), properties.Select(property => property.Name).Order());
        CompilerAgrees(properties.Select(property => $"{_memory[property.Name]} == {property.GetValue(memory)}"));
    }

    [Fact]
    public void TheNameServicesEntriesLieWhereTheCompilerPutsThem() => CompilerAgrees([
        $"offsetof(struct passwd, pw_uid) == {Private(typeof(NameService), "UserIdOffset")}",
        $"offsetof(struct servent, s_port) == {Private(typeof(NameService), "PortOffset")}",
        "sizeof(struct passwd) <= 64 && sizeof(struct servent) <= 64",
    ]);

    [Fact]
    public void AnInterfaceRequestLiesWhereTheCompilerPutsIt() => CompilerAgrees([
        $"sizeof(struct ifreq) == {Private(typeof(Interfaces), "RequestLength")}",
        $"offsetof(struct ifreq, ifr_ifindex) == {LinuxHeaders.IFNAMSIZ}",
    ]);

    [Fact]
    public void AnEntryOfTheListOfInterfacesLiesWhereTheCompilerPutsIt() => CompilerAgrees([
        $"offsetof(struct if_nameindex, if_name) == {Private(typeof(Interfaces), "NameOffset")}",
        $"sizeof(struct if_nameindex) == {Private(typeof(Interfaces), "EntryLength")}",
    ]);

    [Theory]
    [InlineData(typeof(ProgramLoad), "")]
    [InlineData(typeof(LinkCreate), "link_create.")]
    [InlineData(typeof(IteratorCreate), "iter_create.")]
    [InlineData(typeof(OneProcess), "task.", "union bpf_iter_link_info")]
    public void TheArgumentsOfBpfLieWhereTheCompilerPutsThem(Type arguments, string part, string whole = "union bpf_attr") => CompilerAgrees(StructLayout.Conditions(arguments, whole, part));

    [Fact]
    public void EveryKindOfTypeIsTheHeaders() => CompilerAgrees(Equalities(_typeKinds));

    [Fact]
    public void EveryRegisterIsTheHeaders() => CompilerAgrees(Enum.GetValues<Register>().Select(register => $"BPF_REG_{(int)register} == {(int)register}"));

    [Fact]
    public void TypeInformationLiesWhereTheCompilerPutsIt() => CompilerAgrees([
        $"BTF_MAGIC == {Private(typeof(TypeReader), "Magic")}",
        $"offsetof(struct btf_header, hdr_len) == {Private(typeof(TypeReader), "HeaderLengthOffset")}",
        $"offsetof(struct btf_header, type_off) == {Private(typeof(TypeReader), "TypesOffset")}",
        $"offsetof(struct btf_header, type_len) == {Private(typeof(TypeReader), "TypesLengthOffset")}",
        $"offsetof(struct btf_header, str_off) == {Private(typeof(TypeReader), "StringsOffset")}",
        $"sizeof(struct btf_header) == {Private(typeof(TypeReader), "ShortestHeader")}",
        $"offsetof(struct btf_type, info) == {Private(typeof(TypeReader), "InformationOffset")}",
        $"sizeof(struct btf_type) == {Private(typeof(TypeReader), "TypeLength")}",
        $"sizeof(struct btf_member) == {Private(typeof(TypeReader), "MemberLength")}",
        "offsetof(struct btf_member, type) == 4 && offsetof(struct btf_member, offset) == 8",
        "sizeof(struct btf_array) == 12 && sizeof(struct btf_param) == 8 && sizeof(struct btf_enum) == 8 && sizeof(struct btf_var_secinfo) == 12",
        "sizeof(struct btf_var) == 4 && sizeof(struct btf_decl_tag) == 4 && sizeof(struct btf_enum64) == 12",
    ]);

    [Fact]
    public void StatesThatTheKernelAloneKnowsAreTheKernels()
    {
        SkipWithoutKernelTypes();
        Assert.SkipWhen(KernelTypeInformation.Running.Enumerator("TCP_BOUND_INACTIVE") is null, "This kernel is older than TCP_BOUND_INACTIVE (Linux 6.8).");

        Assert.All(_statesOfTheKernelAlone, state => Assert.Equal((int)state.Key, 1 << (int)KernelTypeInformation.Running.Enumerator(state.Value)!));
    }

    [Fact]
    public void EverySocketOptionIsTheKernelsBit()
    {
        SkipWithoutKernelTypes();
        Assert.SkipWhen(KernelTypeInformation.Running.BitOffset("inet_diag_sockopt", "recverr") is null, "This kernel's types have no struct inet_diag_sockopt (Linux 5.10).");

        Assert.Equal(SingleBits<SocketOptions>(), _socketOptions.Keys.Order());
        Assert.All(_socketOptions, option => Assert.Equal((int)option.Key, 1 << (int)KernelTypeInformation.Running.BitOffset("inet_diag_sockopt", option.Value)!));
    }

    [Fact]
    public void AFoldersEntryLiesWhereTheKernelPutsIt()
    {
        SkipWithoutKernelTypes();

        Assert.Equal(
            (Offset("d_reclen"), Offset("d_type"), Offset("d_name")),
            (Private(typeof(FolderEntries), "LengthOffset"), Private(typeof(FolderEntries), "TypeOffset"), Private(typeof(FolderEntries), "NameOffset")));

        static long? Offset(string member) => KernelTypeInformation.Running.BitOffset("linux_dirent64", member) / 8;
    }

    [Theory]
    [InlineData("bpf_iter__task_file", "meta", "MetaOffset")]
    [InlineData("bpf_iter__task_file", "task", "TaskOffset")]
    [InlineData("bpf_iter__task_file", "fd", "DescriptorOffset")]
    [InlineData("bpf_iter__task_file", "file", "FileOffset")]
    [InlineData("bpf_iter_meta", "seq", "OutputOffset")]
    public void WhatTheIteratorsProgramIsGivenLiesWhereTheKernelPutsIt(string type, string member, string offset)
    {
        SkipWithoutKernelTypes();

        Assert.Equal(new KernelTypes(File.ReadAllBytes("/sys/kernel/btf/vmlinux")).OffsetOf(type, member), Private(typeof(SocketFileProgram), offset));
    }

    [Fact]
    public void ACommandNameIsAsLongAsTheKernels()
    {
        SkipWithoutKernelTypes();

        Assert.Equal(SocketFileRecord.NameLength, KernelTypeInformation.Running.Enumerator("TASK_COMM_LEN"));
    }

    [Fact]
    public void TheTypeOfACgroupsHandleIsTheKernels()
    {
        SkipWithoutKernelTypes();

        Assert.Equal(LinuxHeaders.FILEID_KERNFS, KernelTypeInformation.Running.Enumerator("FILEID_KERNFS"));
    }

    [Fact]
    public void TheFirstProcessNamespaceHasItsFixedInode()
    {
        Assert.SkipUnless(File.Exists("/proc/2/comm") && File.ReadAllText("/proc/2/comm") == "kthreadd\n", "This is not the machine's first process-id namespace: its process 2 is not the kernel's kthreadd.");

        Assert.Equal($"pid:[{LinuxHeaders.PROC_PID_INIT_INO}]", new FileInfo("/proc/self/ns/pid").LinkTarget);
    }

    /// <summary>Linux 6.18 gave the numbers new names.</summary>
    [Fact]
    public void TheFirstUserNamespaceHasTheKernelsInode()
    {
        SkipWithoutKernelTypes();
        long? inode = KernelTypeInformation.Running.Enumerator("PROC_USER_INIT_INO") ?? KernelTypeInformation.Running.Enumerator("USER_NS_INIT_INO");

        Assert.Equal(LinuxHeaders.PROC_USER_INIT_INO, (uint?)inode);
    }

    [Fact]
    public void TheCompilerContradictsWhatIsWrong()
    {
        SkipWithoutCompiler();

        Assert.Contains("TCP_LISTEN == 11", CCompiler.Judge(["TCP_CLOSE == 7", "TCP_LISTEN == 11"]));
    }

    private static void CompilerAgrees(IEnumerable<string> conditions)
    {
        SkipWithoutCompiler();
        Assert.Empty(CCompiler.Judge(conditions));
    }

    private static void SkipWithoutCompiler() => Assert.SkipWhen(CCompiler.Absent is not null, CCompiler.Absent ?? "");

    private static void SkipWithoutKernelTypes() => Assert.SkipWhen(KernelTypeInformation.Absent is not null, KernelTypeInformation.Absent ?? "");

    private static IEnumerable<string> Equalities<T>(Dictionary<T, string> names) where T : struct, Enum
    {
        Assert.Equal(Enum.GetValues<T>().Order(), names.Keys.Order());
        return names.Select(name => $"{name.Value} == {Convert.ToInt32(name.Key)}");
    }

    private static IEnumerable<T> SingleBits<T>() where T : struct, Enum => Enum.GetValues<T>().Where(value => int.IsPow2(Convert.ToInt32(value))).Order();

    private static IEnumerable<(string Name, object Value)> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (field.Name, field.GetRawConstantValue()!));

    private static long Private(Type type, string constant) => Convert.ToInt64(type.GetField(constant, BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue());
}
