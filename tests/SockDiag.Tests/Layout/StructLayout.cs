using System.Reflection;
using System.Runtime.InteropServices;

namespace SockDiag.Tests.Layout;

/// <summary>Where the fields of one of our structs lie. It is seen, not computed: a field is filled with ones, and then the struct's bytes are looked at.</summary>
internal static class StructLayout
{
    /// <summary>C conditions that the size of a struct, and the place and size of each field, are the compiler's.</summary>
    public static IEnumerable<string> Conditions(Type type) =>
        Generic<IEnumerable<string>>(nameof(ConditionsOf), type, $"struct {type.Name}", "").Append($"sizeof(struct {type.Name}) == {Generic<int>(nameof(SizeOf), type)}");

    /// <summary>The same of some of the fields of a larger one.</summary>
    /// <param name="type">Ours.</param>
    /// <param name="name">The larger one's name in C.</param>
    /// <param name="part">The member of it whose fields they are, with a dot behind it; empty where they are its own.</param>
    public static IEnumerable<string> Conditions(Type type, string name, string part) => Generic<IEnumerable<string>>(nameof(ConditionsOf), type, name, part);

    private static T Generic<T>(string method, Type type, params object[] arguments) =>
        (T)typeof(StructLayout).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, arguments)!;

    private static int SizeOf<T>() where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>([default])).Length;

    private static List<string> ConditionsOf<T>(string name, string part) where T : unmanaged
    {
        List<string> conditions = [];
        foreach (FieldInfo field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            byte[] bytes = WithOnesIn<T>(field);
            int first = Array.FindIndex(bytes, value => value != 0), last = Array.FindLastIndex(bytes, value => value != 0);
            conditions.Add($"offsetof({name}, {part}{field.Name}) == {first}");
            conditions.Add($"sizeof((({name} *)0)->{part}{field.Name}) == {last - first + 1}");
        }
        return conditions;
    }

    private static byte[] WithOnesIn<T>(FieldInfo field) where T : unmanaged
    {
        object boxed = default(T);
        field.SetValue(boxed, Generic<object>(nameof(Ones), field.FieldType));
        return MemoryMarshal.AsBytes(new Span<T>([(T)boxed])).ToArray();
    }

    private static T Ones<T>() where T : unmanaged
    {
        T[] value = [default];
        MemoryMarshal.AsBytes(value.AsSpan()).Fill(0xff);
        return value[0];
    }
}
