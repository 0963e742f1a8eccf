using ClientHa.Testing.Hosting;

namespace ClientHa.Testing;

/// <summary>
/// A site of our server as a process of a cluster. In a namespace and internal, so that it does not meet the Program of the
/// tests that use this assembly.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => new ServerProgram(args).RunAsync(Console.In);
}
