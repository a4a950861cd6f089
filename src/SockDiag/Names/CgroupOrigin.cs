namespace SockDiag.Names;

/// <summary>What a cgroup's path tells of who made it: systemd's unit, and the container.</summary>
/// <param name="Unit">As <c>nginx.service</c>, the innermost of several; null where no part of the path is a unit that runs something.</param>
/// <param name="ContainerId">The 64 hexadecimal digits that Docker, Podman, containerd and CRI-O name their cgroups with; null where there are none, as with LXC and systemd-nspawn, whose containers have no id.</param>
internal sealed record CgroupOrigin(string? Unit, string? ContainerId)
{
    private const int IdLength = 64;

    // What can have processes: a mount is a FUSE daemon's. Slices are folders of others.
    private static readonly string[] _unitTypes = [".service", ".scope", ".mount", ".socket", ".swap"];

    /// <summary>Reads a path, as <c>/system.slice/docker-1f2e....scope</c>.</summary>
    public static CgroupOrigin Of(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(
            parts.LastOrDefault(part => _unitTypes.Any(type => part.EndsWith(type, StringComparison.Ordinal))) is string unit ? Unescaped(unit) : null,
            parts.Select(ContainerIn).LastOrDefault(id => id is not null));
    }

    /// <summary>Of a process, by what its <c>/proc/PID/cgroup</c> says: its cgroup v2, else the v1 hierarchy whose path tells most.</summary>
    /// <param name="lines">Lines as <c>0::/system.slice/nginx.service</c> (v2) and <c>4:memory:/docker/1f2e...</c> (v1); a path may have colons.</param>
    public static CgroupOrigin? OfProcess(string lines)
    {
        CgroupOrigin[] origins = [.. lines.Split('\n').Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3).OrderByDescending(fields => fields[0] == "0").Select(fields => Of(fields[2]))];
        return origins.FirstOrDefault(origin => origin.ContainerId is not null) ?? origins.FirstOrDefault(origin => origin.Unit is not null) ?? origins.FirstOrDefault();
    }

    /// <summary>systemd writes an underscore before names that would be the kernel's own files (<c>_memory.service</c>).</summary>
    private static string Unescaped(string unit) => unit.StartsWith('_') ? unit[1..] : unit;

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
