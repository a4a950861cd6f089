using SockDiag.Families;

namespace SockDiag.Counting;

/// <summary>How sockets are told apart by one property, and what the property reads as: all that differs between one and the next.</summary>
/// <param name="Property">The property.</param>
/// <param name="Part">What is equal for sockets of one group. It is asked for of every record, so it makes no object.</param>
/// <param name="Value">The property's value, asked for once a group.</param>
internal sealed record GroupedProperty<TRecord>(SocketProperty Property, PartOf<TRecord> Part, ValueOf<TRecord> Value) where TRecord : struct, ISocketRecord<TRecord>
{
    /// <summary>What sockets of every family have.</summary>
    public static readonly IReadOnlyList<GroupedProperty<TRecord>> OfEveryFamily =
    [
        Number(SocketProperty.Protocol, static (in TRecord record) => (int)record.Protocol, static (in TRecord record, Origin _, SocketGrouping _) => record.Protocol),
        Number(SocketProperty.State, static (in TRecord record) => (int)record.State, static (in TRecord record, Origin _, SocketGrouping _) => record.State),
        new(SocketProperty.Process, static (in TRecord record, Origin origin, SocketGrouping _) => new(0, Process(in record, origin)), static (in TRecord record, Origin origin, SocketGrouping _) => Process(in record, origin)),
        Number(SocketProperty.UserName, static (in TRecord record) => record.UserId is uint id ? id : -1L, static (in TRecord record, Origin origin, SocketGrouping _) => record.UserId is uint id ? origin.UserName(id) ?? $"{id}" : null),
        Number(SocketProperty.Interface, static (in TRecord record) => record.InterfaceIndex, static (in TRecord record, Origin origin, SocketGrouping _) => record.InterfaceIndex == 0 ? null : origin.InterfaceName(record.InterfaceIndex)),
        new(SocketProperty.NetworkNamespace, static (in TRecord _, Origin origin, SocketGrouping _) => new((UInt128)(origin.NetworkNamespace?.Inode ?? 0), null), static (in TRecord _, Origin origin, SocketGrouping _) => origin.NetworkNamespace?.Name),
    ];

    /// <summary>A property that is told apart by a number.</summary>
    public static GroupedProperty<TRecord> Number(SocketProperty property, NumberOf<TRecord> number, ValueOf<TRecord> value) =>
        new(property, (in TRecord record, Origin _, SocketGrouping _) => new((UInt128)(ulong)number(in record), null), value);

    /// <summary>One that this family's sockets do not have: they are one group.</summary>
    public static GroupedProperty<TRecord> Absent(SocketProperty property) =>
        new(property, static (in TRecord _, Origin _, SocketGrouping _) => default, static (in TRecord _, Origin _, SocketGrouping _) => null);

    private static string? Process(in TRecord record, Origin origin) =>
        origin.FirstOwner(in record) is { ProcessId: int id } ? origin.ProcessName(id) : null;
}

internal delegate long NumberOf<TRecord>(in TRecord record) where TRecord : struct, ISocketRecord<TRecord>;

internal delegate GroupPart PartOf<TRecord>(in TRecord record, Origin origin, SocketGrouping grouping) where TRecord : struct, ISocketRecord<TRecord>;

internal delegate object? ValueOf<TRecord>(in TRecord record, Origin origin, SocketGrouping grouping) where TRecord : struct, ISocketRecord<TRecord>;
