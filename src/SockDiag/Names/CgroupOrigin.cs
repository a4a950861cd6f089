namespace SockDiag.Names;

/// <summary>What a cgroup's path tells of who made it: systemd's unit, and the container.</summary>
/// <param name="Unit">As <c>nginx.service</c>; null where no part of the path is a unit that runs something.</param>
/// <param name="ContainerId">The 64 hexadecimal digits that container engines name their cgroups with; null where there are none.</param>
internal sealed record CgroupOrigin(string? Unit, string? ContainerId)
{
    private const int IdLength = 64;

    /// <summary>Reads a path, as <c>/system.slice/docker-1f2e....scope</c>.</summary>
    public static CgroupOrigin Of(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(
            parts.LastOrDefault(part => part.EndsWith(".service", StringComparison.Ordinal) || part.EndsWith(".scope", StringComparison.Ordinal)),
            parts.Select(ContainerIn).LastOrDefault(id => id is not null));
    }

    /// <summary>Of a process: its cgroup v2, else the v1 hierarchy whose path tells most.</summary>
    public static CgroupOrigin? OfProcess(int processId, string procRoot)
    {
        string[] lines;
        try { lines = File.ReadAllLines($"{procRoot}/{processId}/cgroup"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; } // it ended meanwhile
        // Lines as 0::/system.slice/nginx.service (v2) and 4:memory:/docker/1f2e... (v1); a path may have colons.
        CgroupOrigin[] origins = [.. lines.Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3).OrderByDescending(fields => fields[0] == "0").Select(fields => Of(fields[2]))];
        return origins.FirstOrDefault(origin => origin.ContainerId is not null) ?? origins.FirstOrDefault(origin => origin.Unit is not null) ?? origins.FirstOrDefault();
    }

    /// <summary>The id in <c>1f2e...</c>, <c>docker-1f2e....scope</c>, <c>cri-containerd-...</c>, <c>crio-...</c>, <c>libpod-...</c>; a monitor beside the container (<c>crio-conmon-...</c>) is not in it.</summary>
    private static string? ContainerIn(string part)
    {
        string name = part.EndsWith(".scope", StringComparison.Ordinal) ? part[..^".scope".Length] : part;
        if (name.Length < IdLength || name.Contains("conmon", StringComparison.Ordinal)) return null;
        string id = name[^IdLength..];
        bool isWhole = name.Length == IdLength || name[^(IdLength + 1)] is '-' or ':';
        return isWhole && id.All(char.IsAsciiHexDigitLower) ? id : null;
    }
}
