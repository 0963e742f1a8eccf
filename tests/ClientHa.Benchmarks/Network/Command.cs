using System.Diagnostics;

namespace ClientHa.Benchmarks.Network;

/// <summary>A short command of the system.</summary>
internal static class Command
{
    public static async Task RunAsync(string file, params string[] arguments)
    {
        (int code, string output) = await TryAsync(file, arguments);
        if (code != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    /// <summary>The exit code; -1 where there is no such program.</summary>
    public static async Task<(int Code, string Output)> TryAsync(string file, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output + await errors);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
