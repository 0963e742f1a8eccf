using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using ClientHa;
using ClientHa.Samples;
using KillASite;

// The program is its own site: it starts itself again, with these arguments, for each one.
if (args is ["site", string number, string endPoint, string executionsFile])
    return await ClinicSite.RunAsync(int.Parse(number, CultureInfo.InvariantCulture), IPEndPoint.Parse(endPoint), executionsFile);

using CancellationTokenSource interrupted = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await DemoOptions.Command("Kills a site under 20 clients that work, and shows what they notice.", RunAsync).Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interrupted.Token);

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
    View view = new(options.Policy == SelectionPolicy.RoundRobin);
    try
    {
        for (int i = 0; i < options.Repeat; i++)
        {
            if (options.Repeat > 1)
                view.Say($"run {i + 1} of {options.Repeat}");
            results.Add(await new Run(options, view, cancellationToken).ExecuteAsync());
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
