namespace SockDiag.Netlink;

/// <summary>Sockets that answer for one network namespace: as many as are asked at a time. One whose answer was read to its end is asked again.</summary>
/// <param name="open">Opens one.</param>
internal sealed class OpenSockets(Func<DiagSocket> open) : IDisposable
{
    private readonly Stack<DiagSocket> _idle = [];
    private readonly List<DiagSocket> _all = [];

    /// <summary>One that nobody asks. Called on one thread.</summary>
    public DiagSocket Take()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out DiagSocket? idle)) return idle;
        }
        DiagSocket opened = open();
        _all.Add(opened);
        return opened;
    }

    /// <summary>Its answer was read to its end. Called on any thread.</summary>
    public void GiveBack(DiagSocket netlink)
    {
        lock (_idle) _idle.Push(netlink);
    }

    public void Dispose()
    {
        foreach (DiagSocket each in _all) each.Dispose();
    }
}
