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
                NetworkNamespace one = NetworkNamespace.Find(value.Contains('/') ? Path.Combine(command.CurrentFolder, value) : value);
                found.TryAdd(one.Inode, one);
            }
            catch (NetworkNamespaceException missing) { command.WriteError(Errors.From(missing)); }
        }
        Found = [.. found.Values];
    }

    /// <summary>Each once.</summary>
    public IReadOnlyList<NetworkNamespace> Found { get; }

    /// <summary>After all were asked: what could not be seen, and would be with a privilege; null where nothing was hidden.</summary>
    public string? Warning
    {
        get
        {
            string closed = _closed == 0 ? "" : $"{Warnings.Count(_closed, "network namespace", "network namespaces")} could not be entered (CAP_SYS_ADMIN)";
            string unreadable = _unreadableProcesses == 0 || Environment.IsPrivilegedProcess ? "" : $"those of {Warnings.Count(_unreadableProcesses, "process", "processes")} may not be looked at (CAP_SYS_PTRACE)";
            return closed + unreadable == "" ? null : $"There may be further sockets: {string.Join("; ", new[] { closed, unreadable }.Where(part => part != ""))}. Root sees them.";
        }
    }

    /// <summary>What not even root may look at, as a sandbox's own processes; null where there is nothing.</summary>
    public string? Remark => _unreadableProcesses == 0 || !Environment.IsPrivilegedProcess
        ? null
        : $"The network namespaces of {Warnings.Count(_unreadableProcesses, "process", "processes")} may not be looked at, not even by root. Where no other process is in them they are not listed.";

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
