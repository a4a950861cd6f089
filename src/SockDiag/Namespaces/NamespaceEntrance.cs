using SockDiag.Native;

namespace SockDiag.Namespaces;

/// <summary>
/// Opens what answers for a network namespace: a socket stays in the one in which it was opened. The thread that enters is this object's own, and ends with it;
/// no other thread ever changes its namespace.
/// </summary>
internal sealed class NamespaceEntrance : IDisposable
{
    private NamespaceThread? _thread; // started for the first namespace that is entered: most listings enter none

    /// <summary>Runs something in a namespace, and waits for it; on the calling thread where that one's is meant.</summary>
    /// <exception cref="NetworkNamespaceException">It is gone, or may not be entered.</exception>
    /// <exception cref="ResourceLimitException">No thread can be started to enter it, or no descriptor is left.</exception>
    public T Run<T>(NetworkNamespace? where, Func<T> work) => where is null ? work() : RunInside(where, work);

    public void Dispose() => _thread?.Dispose();

    private T RunInside<T>(NetworkNamespace where, Func<T> work)
    {
        _thread ??= NamespaceThread.TryStart() ?? throw BackgroundThread.Refusal($"enter the network namespace '{where.Name}'");
        return _thread.Run(where, work);
    }
}
