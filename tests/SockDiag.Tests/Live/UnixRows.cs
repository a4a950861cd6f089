namespace SockDiag.Tests.Live;

/// <summary>The kernel's list of Unix sockets, asked through the core.</summary>
internal static class UnixRows
{
    public static UnixSocket[] All(SocketFilter? filter = null, SocketState states = SocketState.All, bool owners = false, bool detailed = false) =>
        [.. Rows.Read(new SocketQuery(SocketProtocol.Unix) { Filter = filter, States = states, SkipOwners = !owners, Detailed = detailed }).Cast<UnixSocket>()];

    /// <summary>The one row of a socket.</summary>
    public static UnixSocket Of(NativeSocket socket, bool owners = false, bool detailed = false) => Assert.Single(All(Only(socket), owners: owners, detailed: detailed));

    /// <summary>Finds these sockets and no others.</summary>
    public static SocketFilter Only(params IEnumerable<NativeSocket> sockets) => new SocketFilter.Cookie(sockets.Select(socket => socket.Cookie).ToHashSet());

    /// <summary>Finds what is bound to a name, and what is connected to it.</summary>
    public static SocketFilter Path(string path) => new SocketFilter.Path(text => text == path);

    /// <summary>A name that no other test has; in the abstract, so that nothing has to be removed.</summary>
    public static byte[] NewName() => [0, .. System.Text.Encoding.UTF8.GetBytes($"SockDiag.Tests.{Guid.NewGuid():N}")];

    /// <summary>The text of a name that <see cref="NewName"/> made.</summary>
    public static string Text(byte[] name) => '@' + System.Text.Encoding.UTF8.GetString(name, 1, name.Length - 1);
}
