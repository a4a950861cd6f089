namespace SockDiag.Filtering;

/// <summary>How a filter is divided: a program for the kernel, so that it serialises nothing that nobody asked for, and the rest for the evaluator.</summary>
/// <param name="Program">Bytecode; null where the kernel decides nothing.</param>
/// <param name="Rest">What is evaluated here; null where the kernel decides all.</param>
internal sealed record KernelShare(byte[]? Program, SocketFilter? Rest)
{
    /// <summary>Gives the kernel every condition that it can decide, as long as the program is not too long.</summary>
    public static KernelShare Of(SocketFilter? filter)
    {
        if (filter is null) return new(null, null);
        byte[]? program = null;
        SocketFilter? forKernel = null, rest = null;
        foreach (SocketFilter condition in Conditions(filter))
        {
            SocketFilter? more = FilterCompiler.CanCompile(condition) ? SocketFilter.AllOf(forKernel, condition) : null;
            if (more is not null && FilterCompiler.Compile(more) is byte[] longer)
            {
                program = longer.Length == 0 ? null : longer; // an empty program is refused: everything holds, so say nothing
                forKernel = more;
            }
            else
            {
                rest = SocketFilter.AllOf(rest, condition);
            }
        }
        return new(program, rest);
    }

    /// <summary>What must all hold. Marks first: where the program is full, they are what the evaluator may not be able to decide.</summary>
    private static IEnumerable<SocketFilter> Conditions(SocketFilter filter) =>
        Flatten(filter).OrderByDescending(condition => condition is SocketFilter.Mark);

    private static IEnumerable<SocketFilter> Flatten(SocketFilter filter) => filter switch
    {
        SocketFilter.And(var left, var right) => Flatten(left).Concat(Flatten(right)),
        _ => [filter],
    };
}
