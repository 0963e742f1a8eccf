using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>What every child of a cluster gets.</summary>
internal static class ChildEnvironment
{
    private const string Diagnostics = "DOTNET_EnableDiagnostics";

    /// <summary>A .NET program that is killed would leave the pipes of its debugger in the temporary directory.</summary>
    public static SiteProcessStart Add(SiteProcessStart start) => start.Environment.ContainsKey(Diagnostics)
        ? start
        : start with { Environment = new Dictionary<string, string?>(start.Environment) { [Diagnostics] = "0" } };
}
