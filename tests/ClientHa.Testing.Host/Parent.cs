using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Host;

/// <summary>
/// Starts each argument as a shell command in a process of its own, says so, and waits to be killed: for the tests that children
/// die with their parent.
/// </summary>
internal static class Parent
{
    public static async Task<int> RunAsync(string[] commands)
    {
        foreach (string command in commands) Console.WriteLine($"child {SiteProcess.Start("/bin/sh", "-c", command).Id}");
        Console.WriteLine("ready");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
