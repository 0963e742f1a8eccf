using System.CommandLine;
using System.Runtime.InteropServices;

namespace ClientHa.Samples;

/// <summary>A sample's program: its options, its runs one after the other, its report and its exit code.</summary>
/// <param name="Description">What it shows.</param>
/// <param name="RunAsync">One run.</param>
/// <param name="Report">All of them, and why they were broken off, if they were.</param>
internal sealed record Demo<TResult>(
    string Description,
    Func<DemoOptions, EventView, CancellationToken, Task<TResult>> RunAsync,
    Func<IReadOnlyList<TResult>, string?, IReport> Report)
{
    /// <returns>0 where all was well, 1 where not, 2 for bad options, 130 for an interruption.</returns>
    public async Task<int> MainAsync(string[] args)
    {
        using CancellationTokenSource interrupted = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        return await DemoOptions.Command(Description, PlayAsync).Parse(args)
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interrupted.Token);

        // Ctrl+C ends the run, not the program: what it started is stopped first.
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.Cancel();
        }
    }

    private async Task<int> PlayAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        if (options.JsonFile is { } file && !JsonFile.CanWrite(file, out string? fault))
        {
            await Console.Error.WriteLineAsync($"--json {file} cannot be written: {fault}");
            return 2;
        }
        List<TResult> results = [];
        string? interruption = null;
        EventView view = new();
        try
        {
            for (int i = 0; i < options.Repeat; i++)
            {
                if (options.Repeat > 1)
                    view.Say($"run {i + 1} of {options.Repeat}");
                results.Add(await RunAsync(options, view, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            interruption = "cancelled";
        }
        IReport report = Report(results, interruption);
        report.Show();
        if (options.JsonFile is not null)
            report.Write(options.JsonFile);
        return interruption is not null ? 130 : report.ExitReason == "ok" ? 0 : 1;
    }
}
