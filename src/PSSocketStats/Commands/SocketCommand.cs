using System.Management.Automation;

namespace PSSocketStats.Commands;

/// <summary>A cmdlet that can be stopped at any time: by Ctrl+C, or by a command downstream that has enough.</summary>
public abstract class SocketCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    private protected SocketCommand() => StopToken = _stopping.Token; // taken once: a disposed source has none to give

    private protected CancellationToken StopToken { get; }

    /// <summary>Ctrl+C; runs on another thread.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Also runs where the pipeline ends early without a word (Select-Object -First).</summary>
    public void Dispose()
    {
        if (!_stopping.IsCancellationRequested) _stopping.Cancel();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }
}
