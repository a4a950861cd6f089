using SockDiag;

namespace PSSocketStats;

/// <summary>Makes ready what the first call would else wait for, while the shell is still importing: most of a first call is code that runs for the first time, and the owner search's program.</summary>
internal static class FirstCall
{
    private static int _begun;

    /// <summary>Begins, once a process, on a thread that ends by itself.</summary>
    public static void Prepare()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0) new Thread(Rehearse) { IsBackground = true, Name = "SockDiag first call" }.Start();
    }

    /// <summary>Asks what costs next to nothing on any machine, listeners alone and of all processes only this one, and forgets the answer.</summary>
    private static void Rehearse()
    {
        try
        {
            foreach (Socket socket in SocketTable.Read(new SocketQuery(SocketProtocol.Tcp) { States = SocketState.Listen, ProcessIds = (int[])[Environment.ProcessId] })) _ = socket.ProcessId;
        }
        catch (Exception) { } // nobody asked for anything yet: who asks is told
    }
}
