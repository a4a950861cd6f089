using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>A process of this moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, as Get-Process has it.</param>
/// <param name="Sockets">How many sockets it was seen to hold.</param>
internal sealed record LiveProcess(int Id, string Name, int Sockets)
{
    /// <summary>The processes that run a program, as many as can be read in time.</summary>
    public static IReadOnlyList<LiveProcess> All(CompletionRequest request)
    {
        using var live = new LiveSockets(request);
        RunningProcess[] running = [.. RunningProcess.All().TakeWhile(_ => !request.Late.IsCancellationRequested)];
        Dictionary<int, int> sockets = live.Read()
            .SelectMany(socket => socket.Owners.Select(owner => owner.ProcessId).Distinct())
            .GroupBy(id => id)
            .ToDictionary(same => same.Key, same => same.Count());
        return [.. running
            .Where(process => sockets.ContainsKey(process.Id) || RunningProcess.IsProgram(process.Id))
            .Select(process => new LiveProcess(process.Id, process.FullName, sockets.GetValueOrDefault(process.Id)))];
    }
}
