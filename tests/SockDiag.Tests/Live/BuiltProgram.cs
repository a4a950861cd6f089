namespace SockDiag.Tests.Live;

/// <summary>A program of this solution, which lies beside the tests.</summary>
internal static class BuiltProgram
{
    /// <summary>How to start it: as these tests were started, by dotnet or as an executable of its own.</summary>
    public static string[] Named(string name)
    {
        string us = Environment.ProcessPath!, program = Path.Combine(AppContext.BaseDirectory, name);
        return Path.GetFileName(us) == "dotnet" ? [us, program + ".dll"] : [program];
    }
}
