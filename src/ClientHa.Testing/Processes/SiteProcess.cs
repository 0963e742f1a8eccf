using System.Globalization;

namespace ClientHa.Testing.Processes;

/// <summary>
/// A site as a real process: it can be killed, stopped, frozen, thawed and started again, and its output is kept.
/// </summary>
/// <remarks>
/// On Linux and macOS the process dies with this one, even when this one is killed by SIGKILL: a small shell keeps watch.
/// Children of its own are not covered, so start the program itself and no wrapper (<c>dotnet site.dll</c>, not
/// <c>dotnet run</c>). On Windows a job object does the same. One caller at a time may change the process; output may be read
/// from any thread.
/// </remarks>
internal sealed class SiteProcess : IAsyncDisposable
{
    private readonly SiteProcessStart start;
    private ProcessRun run;
    private bool isDisposed;

    private SiteProcess(SiteProcessStart start)
    {
        this.start = start;
        run = ProcessRun.Start(start);
    }

    /// <summary>The process id; another one after each restart.</summary>
    public int Id => run.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => run.HasExited;

    /// <summary>The exit code, or null while the process runs. On Unix 128 + n after the end by signal n: 137 after a kill.</summary>
    public int? ExitCode => run.HasExited ? run.ExitCode : null;

    /// <summary>The last lines of output and error output since the last start, in the order in which they were read.</summary>
    /// <remarks>
    /// What was written just before an exit may still be on its way; <see cref="WaitForLineAsync"/> and
    /// <see cref="WaitForOutputAsync"/> wait for it.
    /// </remarks>
    public IReadOnlyList<string> Lines => run.Log.Read(0).Lines;

    /// <summary>Starts a process.</summary>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="ArgumentException">A variable has a name that a shell would lose.</exception>
    public static SiteProcess Start(SiteProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new SiteProcess(start);
    }

    /// <summary>Starts a process.</summary>
    /// <param name="fileName">The program: a path, or a name that is looked for in the folders of PATH.</param>
    /// <param name="arguments">The program's arguments, which no shell reads.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    public static SiteProcess Start(string fileName, params IReadOnlyList<string> arguments) =>
        Start(new SiteProcessStart { FileName = fileName, Arguments = arguments });

    /// <summary>Waits for a line of output or error output, which may have come before; each start begins anew.</summary>
    /// <param name="predicate">What the line must be like. Called for each line that is still kept, oldest first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line.</returns>
    /// <exception cref="InvalidOperationException">The output ended without such a line; the message shows its end.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ProcessRun current = run;
        for (long first = 0; ;)
        {
            LinePage page = current.Log.Read(first);
            if (page.Lines.FirstOrDefault(predicate) is { } line) return line;
            if (page.IsComplete) throw NoSuchLine(current);
            first = page.Next;
            await page.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes to the program's input, which <see cref="SiteProcessStart.HasInput"/> has given to it.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="cancellationToken">Ends the wait; a part may have been written.</param>
    /// <exception cref="IOException">The process has closed its input, or has ended.</exception>
    public Task WriteLineAsync(string line, CancellationToken cancellationToken = default) => run.WriteLineAsync(line, cancellationToken);

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="cancellationToken">Ends the wait; the process goes on.</param>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => run.WaitForExitAsync(cancellationToken);

    /// <summary>Waits until the output has ended and all of its last lines are kept.</summary>
    /// <param name="cancellationToken">Ends the wait: a child that outlives the process may hold the output as long as it likes.</param>
    public Task WaitForOutputAsync(CancellationToken cancellationToken = default) => run.Reading.WaitAsync(cancellationToken);

    /// <summary>Kills the process (SIGKILL) and waits until it is gone. Nothing happens if it has ended.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (!run.HasExited) run.Kill();
        return run.WaitForExitAsync(cancellationToken);
    }

    /// <summary>
    /// Asks the process to end (SIGTERM), thaws it if it was frozen, and waits as long as it takes. Nothing happens if it has
    /// ended.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the process has been asked and may still end.</param>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        Send(UnixSignal.Terminate, nameof(StopAsync));
        Send(UnixSignal.Continue, nameof(StopAsync)); // A frozen process gets the other signal only once it runs.
        return run.WaitForExitAsync(cancellationToken);
    }

    /// <summary>
    /// Freezes the process (SIGSTOP): its sockets stay open and nobody answers. On Linux waits until all of its threads stand
    /// still; elsewhere the signal was sent.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The process has ended.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public Task FreezeAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfExited();
        Send(UnixSignal.Stop, nameof(FreezeAsync));
        return ProcessState.WaitAsync(Id, isFrozen: true, cancellationToken);
    }

    /// <summary>Lets a frozen process go on (SIGCONT), and on Linux waits until it does. Nothing happens if it has ended.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public Task ThawAsync(CancellationToken cancellationToken = default)
    {
        Send(UnixSignal.Continue, nameof(ThawAsync));
        return ProcessState.WaitAsync(Id, isFrozen: false, cancellationToken);
    }

    /// <summary>Kills the process if it still runs, and starts it again in the same way.</summary>
    /// <param name="cancellationToken">Ends the wait for the old one; the new one is not started then.</param>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        await KillAsync(cancellationToken).ConfigureAwait(false);
        ProcessRun old = run;
        run = ProcessRun.Start(start);
        old.Dispose();
    }

    /// <summary>Kills the process if it still runs, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed) return;
        isDisposed = true;
        await KillAsync().ConfigureAwait(false);
        run.Dispose();
    }

    private void Send(int signal, string operation)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException(
                $"SiteProcess.{operation} needs Unix signals, which Windows has not; use KillAsync and RestartAsync there.");

        // A process that has ended and been waited for has given its id away.
        if (!run.HasExited) UnixSignal.Send(Id, signal);
    }

    private void ThrowIfExited()
    {
        if (run.HasExited)
            throw new InvalidOperationException(
                $"'{start.FileName}' has ended with exit code {run.ExitCode} and cannot be frozen; use RestartAsync.");
    }

    private InvalidOperationException NoSuchLine(ProcessRun current)
    {
        string end = current.HasExited
            ? string.Create(CultureInfo.InvariantCulture, $"exit code {current.ExitCode}")
            : "the exit code is not known yet";
        return new InvalidOperationException(
            $"The output of '{start.FileName}' ended ({end}) without the line that was waited for. Its last lines:"
            + Environment.NewLine + string.Join(Environment.NewLine, current.Log.Read(0).Lines.TakeLast(20)));
    }
}
