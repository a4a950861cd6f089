using System.Diagnostics;
using SockDiag.Tests.Live;

namespace SockDiag.Tests.Layout;

/// <summary>This machine's C compiler and kernel headers: they judge what we wrote down.</summary>
internal static class CCompiler
{
    private const string Includes =
        """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <dirent.h>
        #include <errno.h>
        #include <netdb.h>
        #include <net/if.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <pwd.h>
        #include <sched.h>
        #include <sys/ioctl.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <linux/bpf.h>
        #include <linux/btf.h>
        #include <linux/capability.h>
        #include <linux/filter.h>
        #include <linux/if_packet.h>
        #include <linux/inet_diag.h>
        #include <linux/magic.h>
        #include <linux/mptcp.h>
        #include <linux/netlink.h>
        #include <linux/netlink_diag.h>
        #include <linux/packet_diag.h>
        #include <linux/nsfs.h>
        #include <linux/sctp.h>
        #include <linux/smc_diag.h>
        #include <linux/sock_diag.h>
        #include <linux/tipc_netlink.h>
        #include <linux/tipc_sockets_diag.h>
        #include <linux/unix_diag.h>
        #include <linux/vm_sockets.h>
        #include <linux/vm_sockets_diag.h>
        #include <linux/xdp_diag.h>

        """;

    private static readonly Lazy<string?> _absent = new(WhyAbsent);

    /// <summary>Why nothing can be compiled here; null where it can.</summary>
    public static string? Absent => _absent.Value;

    /// <summary>What the compiler finds wrong with static assertions; empty where they all hold.</summary>
    public static string Judge(IEnumerable<string> conditions) => Compile(string.Concat(conditions.Select(condition =>
        $"_Static_assert({condition}, \"{condition.Replace("\"", "")}\");\n")));

    private static string? WhyAbsent()
    {
        try
        {
            string problem = Compile("");
            return problem.Length == 0 ? null : $"The C headers are missing here: {problem.Split('\n').First(line => line.Contains("error"))}";
        }
        catch (System.ComponentModel.Win32Exception) { return "There is no gcc here."; }
    }

    private static string Compile(string program)
    {
        using var compiler = Fork.Start(new ProcessStartInfo("gcc", ["-std=gnu11", "-fsyntax-only", "-x", "c", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        });
        compiler.StandardInput.Write(Includes + program);
        compiler.StandardInput.Close();
        string problems = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? "" : problems;
    }
}
