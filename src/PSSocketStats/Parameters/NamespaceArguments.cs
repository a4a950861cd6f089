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
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public NamespaceArguments(SocketQueryCommand command, string[] values, CancellationToken stop)
    {
        _command = command;
        _isEvery = values.Contains(Every);
        var found = new Dictionary<long, NetworkNamespace>();
        if (_isEvery)
        {
            foreach (NetworkNamespace each in NetworkNamespace.All(out _unreadableProcesses, stop: stop)) found.TryAdd(each.Inode, each);
        }
        foreach (string value in values.Where(value => value != Every))
        {
            try
            {
                NetworkNamespace one = NetworkNamespace.Find(value.Contains('/') ? Path.Combine(command.CurrentFolder, value) : value);
                found.TryAdd(one.Inode, one);
            }
            catch (NetworkNamespaceException missing) { command.WriteError(Errors.From(missing)); }
        }
        Found = [.. found.Values];
    }

    /// <summary>Each once.</summary>
    public IReadOnlyList<NetworkNamespace> Found { get; }

    /// <summary>After all were asked: what could not be seen, and who would see it; null where nothing was hidden.</summary>
    public string? Warning
    {
        get
        {
            var hidden = new List<string>();
            if (_closed > 0) hidden.Add($"{Warnings.Count(_closed, "network namespace", "network namespaces")} could not be entered (CAP_SYS_ADMIN)");
            if (_unreadableProcesses > 0) hidden.Add($"those of {Warnings.Count(_unreadableProcesses, "process", "processes")} could not be looked at (CAP_SYS_PTRACE)");
            string who = Environment.IsPrivilegedProcess ? "root of the host, outside of this container or sandbox," : "root"; // whoever is root here has not these capabilities over those processes
            return hidden.Count == 0 ? null : $"There may be sockets in further network namespaces: {string.Join(", ", hidden)}; {who} would show them.";
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
