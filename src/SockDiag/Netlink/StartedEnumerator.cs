using System.Collections;

namespace SockDiag.Netlink;

/// <summary>An enumerator whose first step was taken already.</summary>
internal sealed class StartedEnumerator<T>(IEnumerator<T> source, bool hasFirst) : IEnumerator<T>
{
    private bool _isFirst = true;

    public T Current => source.Current;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        if (!_isFirst) return source.MoveNext();
        _isFirst = false;
        return hasFirst;
    }

    public void Reset() => throw new NotSupportedException();

    public void Dispose() => source.Dispose();
}
