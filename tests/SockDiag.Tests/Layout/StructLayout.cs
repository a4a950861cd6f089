using System.Reflection;
using System.Runtime.InteropServices;

namespace SockDiag.Tests.Layout;

/// <summary>Where the fields of one of our structs lie. It is seen, not computed: a field is filled with ones, and then the struct's bytes are looked at.</summary>
internal static class StructLayout
{
    /// <summary>C conditions that the size of a struct, and the place and size of each field, are the compiler's.</summary>
    public static IEnumerable<string> Conditions(Type type) =>
        (IEnumerable<string>)typeof(StructLayout).GetMethod(nameof(ConditionsOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static IEnumerable<string> ConditionsOf<T>() where T : unmanaged
    {
        string name = $"struct {typeof(T).Name}";
        List<string> conditions = [$"sizeof({name}) == {MemoryMarshal.AsBytes(new Span<T>([default])).Length}"];
        foreach (FieldInfo field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            byte[] bytes = WithOnesIn<T>(field);
            int first = Array.FindIndex(bytes, value => value != 0), last = Array.FindLastIndex(bytes, value => value != 0);
            conditions.Add($"offsetof({name}, {field.Name}) == {first}");
            conditions.Add($"sizeof((({name} *)0)->{field.Name}) == {last - first + 1}");
        }
        return conditions;
    }

    private static byte[] WithOnesIn<T>(FieldInfo field) where T : unmanaged
    {
        object boxed = default(T);
        field.SetValue(boxed, typeof(StructLayout).GetMethod(nameof(Ones), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(field.FieldType).Invoke(null, null));
        return MemoryMarshal.AsBytes(new Span<T>([(T)boxed])).ToArray();
    }

    private static T Ones<T>() where T : unmanaged
    {
        T[] value = [default];
        MemoryMarshal.AsBytes(value.AsSpan()).Fill(0xff);
        return value[0];
    }
}
