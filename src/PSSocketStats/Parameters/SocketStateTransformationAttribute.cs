using System.Management.Automation;
using System.Numerics;
using SockDiag;

namespace PSSocketStats.Parameters;

/// <summary>Understands the states as ss, netstat and Get-NetTCPConnection spell them.</summary>
public sealed class SocketStateTransformationAttribute : ArgumentTransformationAttribute
{
    private const SocketState Closed = SocketState.Unconnected | SocketState.BoundInactive;

    // Compared without case, dashes and underscores. The enum's own names are understood besides.
    private static readonly Dictionary<string, SocketState> _words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["estab"] = SocketState.Established,
        ["synrecv"] = SocketState.SynReceived,
        ["synrcv"] = SocketState.SynReceived,
        ["newsynrecv"] = SocketState.NewSynReceived,
        ["listening"] = SocketState.Listen,
        ["closed"] = Closed,
        ["close"] = Closed,
        ["unconn"] = Closed,
        ["bound"] = SocketState.BoundInactive,
    };

    /// <summary>Makes one value of the words given.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A word, several separated by commas, a <see cref="SocketState"/>, or a list of these.</param>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        IReadOnlyList<object?> values = GivenValues.Of(inputData);
        return values.Count == 0 ? throw NotAState("@()") : values.Aggregate(SocketState.None, (states, value) => states | NotNone(Read(value), value));
    }

    private static SocketState Read(object? given) => GivenValues.Unwrapped(given) switch
    {
        SocketState states when (states & ~(SocketState.All | SocketState.NewSynReceived)) == 0 => states,
        string text => Words(text),
        _ => throw NotAState(given),
    };

    private static SocketState Words(string text)
    {
        var states = SocketState.None;
        foreach (string part in text.Split(','))
        {
            string word = part.Trim().Replace("-", "").Replace("_", "");
            if (_words.TryGetValue(word, out SocketState state)) states |= state;
            // TryParse also takes numbers, which nobody means: 10 would be SynSent and SynReceived.
            else if (word.Length > 0 && char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out state)) states |= NotNone(state, text);
            else throw NotAState(text);
        }
        return states;
    }

    private static SocketState NotNone(SocketState states, object? given) => states == SocketState.None ? throw NotAState(given) : states;

    private static ArgumentTransformationMetadataException NotAState(object? given)
    {
        ILookup<bool, SocketState> isOne = Enum.GetValues<SocketState>().Where(state => state != SocketState.None).ToLookup(state => BitOperations.IsPow2((int)state));
        return new($"'{GivenText.Of(given)}' is no state of a socket. Expected: {string.Join(", ", isOne[true])}, a group ({string.Join(", ", isOne[false])}), or ss's words for them; for example -State Listen, TimeWait.");
    }
}
