using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Namespaces;

/// <summary>
/// Opens what answers for a network namespace: a socket stays in the one in which it was opened. The thread that enters is this object's own, and ends with it;
/// no other thread ever changes its namespace.
/// </summary>
internal sealed class NamespaceEntrance : IDisposable
{
    private BlockingCollection<Action>? _work; // it and the thread are made for the first namespace that is entered: most listings enter none
    private Thread? _thread;
    private long _entered; // where the thread is

    /// <summary>Runs something in a namespace, and waits for it; on the calling thread where that one's is meant.</summary>
    /// <exception cref="NetworkNamespaceException">It is gone, or may not be entered.</exception>
    public T Run<T>(NetworkNamespace? where, Func<T> work) => where is null ? work() : RunInside(where, work);

    public void Dispose()
    {
        if (_work is null) return;
        _work.CompleteAdding();
        _thread!.Join();
        _work.Dispose();
    }

    private T RunInside<T>(NetworkNamespace where, Func<T> work)
    {
        _work ??= Start();
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                Enter(where);
                result = work();
            }
            catch (Exception e) { failure = ExceptionDispatchInfo.Capture(e); } // thrown again where it is waited for
            finally { done.Set(); }
        });
        done.Wait();
        failure?.Throw();
        return result;
    }

    private BlockingCollection<Action> Start()
    {
        var works = new BlockingCollection<Action>();
        _entered = NamespaceFile.InodeOf(NamespaceFile.OfThisThread); // a new thread starts where its maker is
        _thread = new Thread(() =>
        {
            foreach (Action work in works.GetConsumingEnumerable()) work();
        })
        { IsBackground = true, Name = "SockDiag namespaces" };
        _thread.Start();
        return works;
    }

    private void Enter(NetworkNamespace where)
    {
        if (_entered == where.Inode) return;
        using FileDescriptor file = NamespaceFile.Open(where.Path, where.Name);
        if (NamespaceFile.InodeOf(where.Path) != where.Inode) throw new NetworkNamespaceException(where.Name, Errno.ENOENT); // another process has that id now
        if (setns(file.Number, LinuxHeaders.CLONE_NEWNET) != 0) throw new NetworkNamespaceException(where.Name, errno);
        _entered = where.Inode;
    }
}
