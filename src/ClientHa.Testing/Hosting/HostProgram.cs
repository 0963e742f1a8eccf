using System.Runtime.InteropServices;
using System.Text.Json;
using ClientHa.Testing.Processes;
using Microsoft.AspNetCore.Builder;

namespace ClientHa.Testing.Hosting;

/// <summary>
/// This assembly as a program of its own. A package brings no runtimeconfig.json beside it, so one is written that names the
/// very runtime which runs this process.
/// </summary>
internal static class HostProgram
{
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    /// <summary>Writes the file that <see cref="Start"/> is given.</summary>
    public static string WriteRuntimeConfig(string directory)
    {
        string aspNetCore = Path.GetDirectoryName(typeof(WebApplication).Assembly.Location) ?? "";
        if (Path.GetFileName(Path.GetDirectoryName(aspNetCore)) != AspNetCore)
        {
            throw new NotSupportedException(
                $"Sites of our server as processes need the shared framework {AspNetCore}, and this program brings its own ({aspNetCore}): " +
                "build it without SelfContained, or leave HaClusterOptions.Processes false.");
        }
        string file = Path.Combine(directory, "host.runtimeconfig.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            runtimeOptions = new
            {
                frameworks = new[] { Framework("Microsoft.NETCore.App", RuntimeEnvironment.GetRuntimeDirectory()), Framework(AspNetCore, aspNetCore) },
                configProperties = new Dictionary<string, object>
                {
                    ["System.GC.Concurrent"] = false,
                    ["System.GC.Server"] = false,
                    ["System.Globalization.Invariant"] = true,
                },
            },
        }));
        return file;
    }

    public static SiteProcessStart Start(string runtimeConfig, string workingDirectory, IReadOnlyList<string> arguments) => new()
    {
        FileName = DotnetProgram.DotnetFile(),
        Arguments = ["exec", "--runtimeconfig", runtimeConfig, typeof(HostProgram).Assembly.Location, .. arguments],
        WorkingDirectory = workingDirectory,
        HasInput = true,
    };

    /// <summary>A framework lies in a folder that is named by its version.</summary>
    private static object Framework(string name, string directory) =>
        new { name, version = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)) };
}
