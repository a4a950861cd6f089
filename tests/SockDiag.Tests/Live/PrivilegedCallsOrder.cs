using SockDiag.Native;

namespace SockDiag.Tests.Live;

/// <summary>What the environment says of calls that take privileges. It is the process's: no other test may run beside.</summary>
internal static class PrivilegedCallsOrder
{
    public static void Run(string order, Action body)
    {
        string? before = Environment.GetEnvironmentVariable(PrivilegedCalls.Variable);
        Environment.SetEnvironmentVariable(PrivilegedCalls.Variable, order);
        try { body(); }
        finally { Environment.SetEnvironmentVariable(PrivilegedCalls.Variable, before); }
    }
}
