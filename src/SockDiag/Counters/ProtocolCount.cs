using System.Globalization;

namespace SockDiag.Counters;

/// <summary>How many sockets of a kind a network namespace has, whether they can be listed or not: /proc/net/protocols.</summary>
internal static class ProtocolCount
{
    private static readonly char[] _blank = [' '];

    /// <summary>The count in the line of that name; null where there is none.</summary>
    /// <param name="table">The file's text: a heading, then lines as <c>XDP 1088 4 ...</c>, of which the third word is the count.</param>
    /// <param name="name">As the kernel calls it.</param>
    public static long? Of(TextReader table, string name)
    {
        while (table.ReadLine() is string line)
        {
            string[] words = line.Split(_blank, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 2 && words[0] == name && long.TryParse(words[2], CultureInfo.InvariantCulture, out long count)) return count;
        }
        return null;
    }
}
