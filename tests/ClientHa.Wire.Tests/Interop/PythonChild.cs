using System.Diagnostics;

namespace ClientHa.Wire.Tests.Interop;

/// <summary>A script of this folder as a process, talked to by lines. It ends with its standard input, or is killed.</summary>
internal sealed class PythonChild : IAsyncDisposable
{
    private readonly Process _process;

    private PythonChild(Process process) => _process = process;

    public static PythonChild Start(string script, params string[] arguments)
    {
        // Debian's own Python: another one in the path has no grpcio.
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Interop", script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        return new PythonChild(Process.Start(start)!);
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <exception cref="InvalidOperationException">The child has ended, or says nothing.</exception>
    public async Task<string> ReadLineAsync()
    {
        using var guard = new CancellationTokenSource(Site.Channels.Guard);
        return await _process.StandardOutput.ReadLineAsync(guard.Token)
            ?? throw new InvalidOperationException("The Python child has ended; its standard error says why.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
