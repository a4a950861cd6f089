using System.Management.Automation;
using System.Runtime.Loader;
using SockDiag;

namespace PSSocketStats;

/// <summary>Loads what the shell cannot find by itself: Tmds.LibC has one assembly an architecture, and nobody reads a module's deps.json. And begins to prepare the first call.</summary>
/// <remarks>When the module is removed, what its calls loaded into the kernel is given back.</remarks>
public sealed class ModuleImport : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Runs at each import, again in each runspace: loading what is loaded changes nothing.</summary>
    /// <exception cref="PlatformNotSupportedException">Not Linux with glibc on x64 or arm64.</exception>
    public void OnImport()
    {
        string folder = Path.GetDirectoryName(typeof(ModuleImport).Assembly.Location)!;
        AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, Platform.LibCPath()));
        FirstCall.Prepare();
    }

    /// <summary>Runs at each removal. Calls of other runspaces go on: they load again what they need.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => SocketTable.UnloadProgram();
}
