namespace SockDiag.Families;

/// <summary>A family's table in /proc, for kernels that lack the module that lists its sockets.</summary>
/// <param name="Path">Its file; there may be another one for IPv6.</param>
/// <param name="Has">Whether its rows have what a condition is about.</param>
/// <param name="Read">Makes sockets of the rows that are wanted.</param>
internal sealed record ProcTable(string Path, Func<SocketFilter, bool> Has, ProcReader Read)
{
    /// <summary>Whether the rows have all that a filter asks of: where they have not, no answer is better than one that leaves sockets out.</summary>
    public bool Decides(SocketFilter? filter) => filter switch
    {
        null => true,
        SocketFilter.And(var left, var right) => Decides(left) && Decides(right),
        SocketFilter.Or(var left, var right) => Decides(left) && Decides(right),
        SocketFilter.Not(var inner) => Decides(inner),
        _ => Has(filter),
    };
}

/// <summary>Reads a table.</summary>
/// <param name="query">What is asked for.</param>
/// <param name="states">The states that are wanted.</param>
/// <param name="open">Opens a file of /proc/net of the network namespace that is asked for; null where there is none of that name.</param>
/// <param name="reading">What is wanted, and what sockets of one listing share.</param>
internal delegate IEnumerable<Socket> ProcReader(SocketQuery query, SocketState states, Func<string, TextReader?> open, RecordReading reading);
