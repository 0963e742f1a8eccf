using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Sites;

/// <summary>This very program, as another process.</summary>
internal static class OwnProgram
{
    public static SiteProcessStart Start(params IReadOnlyList<string> arguments) =>
        DotnetProgram.Start(typeof(OwnProgram).Assembly.Location, arguments) with { HasInput = true };
}
