using System.Globalization;
using System.Reflection;

namespace SockDiag.Tests.Sockets;

/// <summary>Every public property of a socket, a line each, in the order in which a CSV file has them.</summary>
internal static class SocketText
{
    public static string Of(Socket socket) => string.Join('\n', socket.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => Line(property, socket)));

    private static string Line(PropertyInfo property, Socket socket)
    {
        object? value = property.GetValue(socket);
        return value switch
        {
            null => $"{property.Name}: -",
            SocketMemory memory => $"{property.Name}: {string.Join(' ', memory.GetType().GetProperties().Select(each => each.GetValue(memory) ?? "-"))}",
            _ => $"{property.Name}: {Convert.ToString(value, CultureInfo.InvariantCulture)}".TrimEnd(),
        };
    }
}
