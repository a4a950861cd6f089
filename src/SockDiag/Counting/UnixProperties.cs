using SockDiag.Families.Unix;

namespace SockDiag.Counting;

/// <summary>The properties by which Unix sockets can be counted.</summary>
internal static class UnixProperties
{
    public static readonly IReadOnlyList<GroupedProperty<UnixRecord>> All =
    [
        .. GroupedProperty<UnixRecord>.OfEveryFamily,
        GroupedProperty<UnixRecord>.Number(SocketProperty.SocketType, static (in UnixRecord record) => (int)record.Type, static (in UnixRecord record, Origin _, SocketGrouping _) => record.Type),
        new(SocketProperty.Path, static (in UnixRecord record, Origin _, SocketGrouping _) => new(0, record.Name?.Text), static (in UnixRecord record, Origin _, SocketGrouping _) => record.Name?.Text),
        new(SocketProperty.PeerPath, static (in UnixRecord record, Origin _, SocketGrouping _) => new(0, record.PeerName?.Text), static (in UnixRecord record, Origin _, SocketGrouping _) => record.PeerName?.Text),
    ];
}
