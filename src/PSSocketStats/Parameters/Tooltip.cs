using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>What a menu tells of an entry, in one line.</summary>
internal static class Tooltip
{
    private const int Shown = 3;

    /// <summary>Who holds the sockets, as far as that is known, and in which states they are: <c>nginx (1290), nginx (1291): Listen, 14 Established</c>.</summary>
    public static string Of(IEnumerable<Socket> sockets)
    {
        string owners = Few(sockets.Where(socket => socket.ProcessId is not null).Select(socket => $"{socket.Process} ({socket.ProcessId})").Distinct());
        IEnumerable<string> states = sockets.GroupBy(socket => socket.State).Select(same => same.Count() == 1 ? $"{same.Key}" : $"{same.Count()} {same.Key}");
        return (owners == "" ? "" : $"{owners}: ") + string.Join(", ", states);
    }

    /// <summary>The first of several, and how many more there are.</summary>
    public static string Few(IEnumerable<string> several)
    {
        string[] all = [.. several];
        string first = string.Join(", ", all.Take(Shown));
        return all.Length > Shown ? $"{first} +{all.Length - Shown}" : first;
    }

    /// <summary>A name or a number, and how many sockets were seen with it; not a word of sockets where none was, for that may be for lack of a privilege.</summary>
    public static string Of(string what, int sockets) => sockets switch
    {
        0 => what,
        1 => $"{what}: 1 socket",
        _ => $"{what}: {sockets} sockets",
    };
}
