using System.CommandLine;
using System.Runtime.InteropServices;
using ClientHa.Samples;
using ClientHa.Samples.TwoSites;

using CancellationTokenSource interrupted = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await DemoOptions.Command("Kills one of several masters under 20 clients that read, write and watch, and shows what becomes of the data.", RunAsync)
    .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interrupted.Token);

// Ctrl+C ends the run, not the program: what it started is stopped first.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}

static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
{
    if (options.JsonFile is { } file && !JsonFile.CanWrite(file, out string? fault))
    {
        await Console.Error.WriteLineAsync($"--json {file} cannot be written: {fault}");
        return 2;
    }
    List<Result> results = [];
    string? interruption = null;
    EventView view = new();
    try
    {
        for (int i = 0; i < options.Repeat; i++)
        {
            if (options.Repeat > 1)
                view.Say($"run {i + 1} of {options.Repeat}");
            await using Run run = await Run.BeginAsync(options, view, cancellationToken);
            results.Add(await run.PlayAsync());
        }
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        interruption = "cancelled";
    }
    Report report = new(results, interruption);
    report.Show();
    if (options.JsonFile is not null)
        report.Write(options.JsonFile);
    return interruption is not null ? 130 : report.ExitReason == "ok" ? 0 : 1;
}
