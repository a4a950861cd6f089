using System.Collections.Concurrent;
using SockDiag.Native;

namespace SockDiag.Names;

/// <summary>Names of user ids, each asked for once.</summary>
internal sealed class UserNames
{
    private const string LocalUsers = "/etc/passwd";

    private ConcurrentDictionary<uint, string?>? _names;

    /// <summary>The users of this machine's own file. Those of a directory service are not listed: there may be a hundred thousand, across a network.</summary>
    public static IEnumerable<(uint Id, string Name)> Local()
    {
        const int name = 0, id = 2; // name:password:id:...
        string[] lines;
        try { lines = File.ReadAllLines(LocalUsers); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { yield break; }
        foreach (string[] fields in lines.Select(line => line.Split(':')))
        {
            if (fields.Length > id && uint.TryParse(fields[id], out uint number)) yield return (number, fields[name]);
        }
    }

    public string? NameOf(uint userId) => LazyInitializer.EnsureInitialized(ref _names, () => new()).GetOrAdd(userId, NameService.UserName);
}
