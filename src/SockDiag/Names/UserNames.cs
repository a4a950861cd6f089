using System.Collections.Concurrent;
using SockDiag.Native;

namespace SockDiag.Names;

/// <summary>Names of user ids, each asked for once.</summary>
internal sealed class UserNames
{
    private readonly ConcurrentDictionary<uint, string?> _names = new();

    public string? NameOf(uint userId) => _names.GetOrAdd(userId, NameService.UserName);
}
