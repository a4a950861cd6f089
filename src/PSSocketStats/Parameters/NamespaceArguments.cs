using PSSocketStats.Commands;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>The network namespaces of a command. One that is missing is an error of its own; those that cannot be entered are one warning where all were asked for.</summary>
internal sealed class NamespaceArguments
{
    private const string Every = "*";

    private readonly SocketQueryCommand _command;
    private readonly bool _isEvery;
    private readonly int _unreadableProcesses;
    private int _closed;

    /// <summary>Finds them.</summary>
    /// <param name="command">The command, which tells of those that are not there.</param>
    /// <param name="values">Names, process ids and paths; <c>*</c> for all.</param>
    public NamespaceArguments(SocketQueryCommand command, string[] values)
    {
        _command = command;
        _isEvery = values.Contains(Every);
        var found = new Dictionary<long, NetworkNamespace>();
        if (_isEvery)
        {
            foreach (NetworkNamespace each in NetworkNamespace.All(out _unreadableProcesses)) found.TryAdd(each.Inode, each);
        }
        foreach (string value in values.Where(value => value != Every))
        {
            try
            {
                NetworkNamespace one = NetworkNamespace.Find(value);
                found.TryAdd(one.Inode, one);
            }
            catch (NetworkNamespaceException missing) { command.WriteError(Errors.From(missing)); }
        }
        Found = [.. found.Values];
    }

    /// <summary>Each once.</summary>
    public IReadOnlyList<NetworkNamespace> Found { get; }

    /// <summary>After all were asked: what could not be seen; null where nothing was hidden.</summary>
    public string? Warning
    {
        get
        {
            if (!_isEvery || _closed + _unreadableProcesses == 0) return null;
            string closed = _closed == 0 ? "" : $"{_closed} network namespaces could not be entered (CAP_SYS_ADMIN)";
            string unreadable = _unreadableProcesses == 0 ? "" : $"those of {_unreadableProcesses} processes may not be looked at (CAP_SYS_PTRACE)";
            return $"There may be further sockets: {string.Join("; ", new[] { closed, unreadable }.Where(part => part != ""))}.";
        }
    }

    /// <summary>Does something for each; one that cannot be entered leaves the others their answer.</summary>
    public void ForEach(Action<NetworkNamespace?> ask)
    {
        foreach (NetworkNamespace each in Found)
        {
            try { ask(each); }
            catch (NetworkNamespaceException unreachable) { Unreachable(unreachable); }
        }
    }

    /// <summary>One that has ended since it was found is nobody's concern where all were asked for.</summary>
    public void Unreachable(NetworkNamespaceException unreachable)
    {
        if (!_isEvery) _command.WriteError(Errors.From(unreachable));
        else if (!unreachable.IsMissing) _closed++;
    }
}
