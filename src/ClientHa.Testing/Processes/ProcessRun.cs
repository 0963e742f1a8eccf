using System.Diagnostics;
using System.Runtime.Versioning;

namespace ClientHa.Testing.Processes;

/// <summary>One life of a site process: from a start to an exit.</summary>
internal sealed class ProcessRun : IDisposable
{
    // The child waits for a line before it becomes the program. So it is with the keeper before it does anything, and if
    // we die in between it reads end-of-file and goes too. A shell reads a pipe byte by byte: what follows is the program's.
    private const string Gate = "read -r go && exec \"$@\"";
    private const string GateWithoutInput = Gate + " </dev/null";

    private const string Diagnostics = "DOTNET_EnableDiagnostics";

    private readonly Process process;
    private readonly Task exiting;
    private int exitCode;

    private ProcessRun(Process process, int lineCapacity)
    {
        this.process = process;
        Id = process.Id;
        Log = new LineLog(lineCapacity);
        Reading = ReadAsync();
        exiting = ExitAsync();
    }

    public int Id { get; }

    public LineLog Log { get; }

    /// <summary>Ends when the output has ended: with the process, or with a child of it that still holds the output.</summary>
    public Task Reading { get; }

    public bool HasExited => exiting.IsCompleted || process.HasExited;

    public int ExitCode => exiting.IsCompleted ? exitCode : process.ExitCode;

    public static ProcessRun Start(SiteProcessStart start)
    {
        string program = ExecutableFile.Find(start.FileName);
        bool isKept = !OperatingSystem.IsWindows();
        var info = new ProcessStartInfo(isKept ? "/bin/sh" : program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };

        // A .NET program that is killed would leave the pipes of its debugger in the temporary directory.
        info.Environment[Diagnostics] = "0";
        string[] gate = isKept ? ["-c", start.HasInput ? Gate : GateWithoutInput, "sh", program] : [];
        foreach (string argument in gate.Concat(start.Arguments)) info.ArgumentList.Add(argument);
        foreach ((string name, string? value) in start.Environment)
        {
            if (isKept) ThrowIfLostInShell(name);
            info.Environment[name] = value;
        }

        Process process = Process.Start(info) ?? throw new InvalidOperationException($"'{program}' did not start.");
        if (OperatingSystem.IsWindows()) KillOnCloseJob.Instance.Add(process);
        else LetGo(process);
        if (!start.HasInput) CloseInput(process);
        return new ProcessRun(process, start.LineCapacity);
    }

    public void Kill() => process.Kill();

    /// <exception cref="IOException">The process has closed its input, or has ended.</exception>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteAsync($"{line}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
        await process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => exiting.WaitAsync(cancellationToken);

    public void Dispose() => process.Dispose();

    private static void ThrowIfLostInShell(string name)
    {
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ArgumentException(
                $"The variable '{name}' would be lost: a shell passes on names of letters, digits and underscores only. "
                + "Configuration also reads '__' for ':'.");
    }

    [UnsupportedOSPlatform("windows")]
    private static void LetGo(Process process)
    {
        try
        {
            // Before we begin to wait for its exit, which takes it out again.
            Keeper.Instance.Add(process.Id);
        }
        catch (IOException e)
        {
            process.Kill();
            process.Dispose();
            throw new InvalidOperationException("The shell that keeps watch over child processes was killed.", e);
        }

        try
        {
            process.StandardInput.Write("go\n");
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Somebody has killed it already: that is for those who wait for it to see.
        }
    }

    private static void CloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // As above.
        }
    }

    private async Task ExitAsync()
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        exitCode = process.ExitCode;
        if (!OperatingSystem.IsWindows()) Keeper.Instance.Remove(Id);
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError)).ConfigureAwait(false);
        Log.Complete();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line) Log.Append(line);
    }
}
