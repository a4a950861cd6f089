using System.Diagnostics;
using System.Net;

namespace SockDiag.Tests.Live;

/// <summary>Between fork and exec a child has all descriptors, and what one test closes another test's child keeps.</summary>
public class ForkTests
{
    [Fact]
    public void WhatIsClosedIsGoneWhileOthersFork() => OwnNamespace.InsideOrOnLoopback(() =>
    {
        bool isOver = false;
        var other = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver)) Fork.Start(new ProcessStartInfo("true")).WaitForExit();
        });
        other.Start();
        try
        {
            for (int i = 0; i < 300; i++)
            {
                NativeSocket closed = NativeSocket.Listening(new(IPAddress.Loopback, 0));
                SocketFilter port = Rows.LocalPort(closed.Port);
                ulong cookie = closed.Cookie;
                closed.Dispose();
                Assert.DoesNotContain(Rows.Tcp(port), row => row.Cookie == cookie); // another test may have the port by now
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            other.Join();
        }
    });
}
