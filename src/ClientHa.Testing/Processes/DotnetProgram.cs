using System.Runtime.InteropServices;

namespace ClientHa.Testing.Processes;

/// <summary>A built .NET program as a site process: the program itself, with no wrapper in between.</summary>
internal static class DotnetProgram
{
    /// <summary>Runs the assembly on the runtime that runs us, wherever it is installed.</summary>
    /// <param name="assemblyFile">The path of the program's .dll.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static SiteProcessStart Start(string assemblyFile, params IReadOnlyList<string> arguments) =>
        new() { FileName = DotnetFile(), Arguments = ["exec", assemblyFile, .. arguments] };

    /// <summary>The runtime lies three folders below its host: shared/Microsoft.NETCore.App/10.0.0.</summary>
    public static string DotnetFile()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
    }
}
