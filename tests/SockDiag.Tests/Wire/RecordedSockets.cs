namespace SockDiag.Tests.Wire;

/// <summary>Recordings, and the sockets of answers that were written by hand.</summary>
internal static class RecordedSockets
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "recordings");

    public static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    public static InetSocket[] Read(string file, SocketProtocol protocol = SocketProtocol.Tcp) => Read(Bytes(file), protocol);

    public static InetSocket[] Read(byte[] recording, SocketProtocol protocol = SocketProtocol.Tcp) =>
        [.. SocketTable.ReadRecording(new MemoryStream(recording), protocol).Cast<InetSocket>()];

    public static T[] Read<T>(SocketProtocol protocol, params IEnumerable<byte[]> messages) where T : Socket =>
        [.. SocketTable.ReadRecording(new MemoryStream([.. messages.SelectMany(message => message)]), protocol).Cast<T>()];

    public static InetSocket Tcp(InetAnswer answer) => Assert.Single(Read(answer.Message()));

    public static InetSocket Udp(InetAnswer answer) => Assert.Single(Read(answer.Message(), SocketProtocol.Udp));

    public static UnixSocket[] ReadUnix(byte[] recording) => [.. SocketTable.ReadRecording(new MemoryStream(recording), SocketProtocol.Unix).Cast<UnixSocket>()];

    /// <summary>The sockets before the damage, and the error that told of it.</summary>
    public static (List<Socket> Sockets, T Error) ReadToError<T>(byte[] recording, SocketProtocol protocol = SocketProtocol.Tcp) where T : SockDiagException
    {
        var sockets = new List<Socket>();
        T error = Assert.Throws<T>(() =>
        {
            foreach (Socket socket in SocketTable.ReadRecording(new MemoryStream(recording), protocol)) sockets.Add(socket);
        });
        return (sockets, error);
    }
}
