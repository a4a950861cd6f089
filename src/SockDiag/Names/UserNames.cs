using System.Collections.Concurrent;
using System.Text;
using SockDiag.Native;

namespace SockDiag.Names;

/// <summary>Names of user ids, each asked for once.</summary>
internal sealed class UserNames
{
    private const string LocalUsers = "/etc/passwd";

    // Some twenty thousand users: more than anybody completes.
    private const int LongestFile = 1024 * 1024;

    private ConcurrentDictionary<uint, string?>? _names;

    /// <summary>The users of this machine's own file. Those of a directory service are not listed: there may be a hundred thousand, across a network.</summary>
    public static IEnumerable<(uint Id, string Name)> Local()
    {
        const int name = 0, id = 2; // name:password:id:...
        string text = Encoding.Latin1.GetString(BoundedFile.Read(LocalUsers, LongestFile) ?? []); // a character a byte
        foreach (string[] fields in text.Split('\n').Select(line => line.Split(':')))
        {
            if (fields.Length > id && uint.TryParse(fields[id], out uint number)) yield return (number, EscapedText.Of(Encoding.Latin1.GetBytes(fields[name])));
        }
    }

    public string? NameOf(uint userId)
    {
        try { return LazyInitializer.EnsureInitialized(ref _names, () => new()).GetOrAdd(userId, NameService.UserName); }
        catch (ResourceLimitException) { return null; } // later there may be a descriptor again
    }
}
