using System.Runtime.ExceptionServices;
using SockDiag.Native;
using static Tmds.Linux.LibC;

namespace SockDiag.Namespaces;

/// <summary>A thread that goes into network namespaces and does there what others ask for. It ends with this object.</summary>
/// <remarks>Also if nobody disposes of this object: what the thread knows does not know it, so the finalizer can end the thread.</remarks>
internal sealed class NamespaceThread : IDisposable
{
    private readonly Errands _errands;
    private readonly Thread _thread;

    private NamespaceThread(Errands errands, Thread thread)
    {
        _errands = errands;
        _thread = thread;
    }

    /// <summary>Starts one, which is where the calling thread is; null where no thread can be started.</summary>
    public static NamespaceThread? TryStart()
    {
        var errands = new Errands(NamespaceFile.InodeOf(NamespaceFile.OfThisThread));
        return BackgroundThread.TryStart("SockDiag namespaces", errands.Run) is Thread thread ? new(errands, thread) : null;
    }

    ~NamespaceThread() => _errands.End();

    /// <summary>Does something in a namespace, and waits for it.</summary>
    /// <exception cref="NetworkNamespaceException">It is gone, or may not be entered.</exception>
    public T Run<T>(NetworkNamespace where, Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Errands errands = _errands;
        errands.Do(() =>
        {
            try
            {
                errands.Enter(where);
                result = work();
            }
            catch (Exception e) { failure = ExceptionDispatchInfo.Capture(e); } // thrown again where it is waited for
        });
        GC.KeepAlive(this);
        failure?.Throw();
        return result;
    }

    public void Dispose()
    {
        _errands.End();
        _thread.Join();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the thread knows: where it is, and what it is asked to do.</summary>
    /// <param name="entered">The inode of the namespace that it is in.</param>
    private sealed class Errands(long entered)
    {
        private readonly object _gate = new();
        private long _entered = entered;
        private Action? _next;
        private bool _isOver;

        /// <summary>The thread's whole life. An errand has a method of its own, so nothing of it is alive while the thread waits.</summary>
        public void Run()
        {
            while (WaitForOne()) DoOne();
        }

        /// <summary>Hands an errand to the thread, and waits until it is done.</summary>
        public void Do(Action errand)
        {
            lock (_gate)
            {
                while (_next is not null) Monitor.Wait(_gate); // somebody else's
                _next = errand;
                Monitor.PulseAll(_gate);
                while (ReferenceEquals(_next, errand)) Monitor.Wait(_gate);
            }
        }

        public void End()
        {
            lock (_gate)
            {
                _isOver = true;
                Monitor.PulseAll(_gate);
            }
        }

        /// <summary>On the thread itself.</summary>
        /// <exception cref="NetworkNamespaceException">The namespace is gone, or may not be entered.</exception>
        public void Enter(NetworkNamespace where)
        {
            if (_entered == where.Inode) return;
            using FileDescriptor file = NamespaceFile.Open(where.Path, where.Name);
            if (NamespaceFile.InodeOf(where.Path) != where.Inode) throw new NetworkNamespaceException(where.Name, Errno.ENOENT); // a reused id
            if (setns(file.Number, LinuxHeaders.CLONE_NEWNET) != 0) throw new NetworkNamespaceException(where.Name, errno);
            _entered = where.Inode;
        }

        private bool WaitForOne()
        {
            lock (_gate)
            {
                while (_next is null && !_isOver) Monitor.Wait(_gate);
                return _next is not null;
            }
        }

        private void DoOne()
        {
            _next!();
            lock (_gate)
            {
                _next = null;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
