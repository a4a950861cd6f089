using System.Reflection;
using PSSocketStats;

namespace SockDiag.Tests;

public class PublicSurfaceTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<Type> PublicTypes => [.. new[] { typeof(Socket), typeof(ModuleImport) }.SelectMany(type => type.Assembly.GetExportedTypes())];

    /// <summary>Who lists the members of a type needs the types in their signatures: Tmds.LibC is loaded at import, from a place that the shell does not know of.</summary>
    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void NoSignatureOfAPublicTypeNeedsTmdsLibC(Type type) =>
        Assert.Empty(Signatures(type).Where(signature => signature.Types.SelectMany(Parts).Any(part => part.Assembly.GetName().Name == "Tmds.LibC")).Select(signature => signature.Name));

    [Fact]
    public void ASignatureThatNeedsItIsSeen() => Assert.Contains(Signatures(typeof(Leaky)), signature => signature.Types.SelectMany(Parts).Any(part => part.Assembly.GetName().Name == "Tmds.LibC"));

    private static IEnumerable<(string Name, IEnumerable<Type> Types)> Signatures(Type type)
    {
        if (type.BaseType is Type parent) yield return ("base", [parent, .. type.GetInterfaces()]);
        foreach (FieldInfo field in type.GetFields(Everything)) yield return (field.Name, [field.FieldType]); // private ones too: they lay the object out
        foreach (MethodBase method in type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)).Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly))
            yield return (method.Name, [.. method.GetParameters().Select(parameter => parameter.ParameterType), method is MethodInfo { ReturnType: var result } ? result : typeof(void)]);
    }

    private static IEnumerable<Type> Parts(Type type)
    {
        yield return type;
        foreach (Type part in (type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments()).SelectMany(Parts)) yield return part;
    }

#pragma warning disable CS0649, CS0169, IDE0051, IDE0044 // it is only looked at
    private sealed class Leaky
    {
        private List<Tmds.Linux.stat[]>? _inside;
    }
}
