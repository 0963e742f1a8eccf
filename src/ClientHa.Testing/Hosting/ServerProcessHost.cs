using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ClientHa.Server;
using ClientHa.Testing.Clocks;
using ClientHa.Testing.Disk;
using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>Our server as a process: this assembly's own program. It is ready when it says that it serves.</summary>
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "A semaphore that is only awaited, and a source without a timer, hold nothing.")]
internal sealed class ServerProcessHost(HaSitePlace place, HaServerOptions options, string runtimeConfig)
    : ISiteHost, IFaultyDiskHost, IFaultyClockHost
{
    private const string Listens = " listens on ";

    private int commands;
    private readonly SemaphoreSlim commandGate = new(1, 1);

    // Cancelled while it stands still, when it hears nothing.
    private volatile CancellationTokenSource hearing = new();
    private DiskFaults diskFaults = DiskFaults.Nothing;
    private ClockFaults clockFaults = ClockFaults.Nothing;

    public string Kind => "our server as a process";

    public SiteProcess? Process { get; private set; }

    public bool HasEnded => Process is { HasExited: true };

    public async Task<IPEndPoint> StartAsync(CancellationToken cancellationToken)
    {
        if (Process is not null)
            await Process.RestartAsync(cancellationToken).ConfigureAwait(false);
        else
            Process = SiteProcess.Start(HostProgram.Start(runtimeConfig, place.Directory, Arguments()) with { Environment = Environment() });
        hearing = new();
        await TellFaultsAsync(cancellationToken).ConfigureAwait(false);
        await CommandAsync(HostCommand.Start, static () => "", cancellationToken).ConfigureAwait(false);

        // site 0 listens on 127.0.0.1:12345 (gRPC)
        string line = await Process.WaitForLineAsync(said => said.Contains(Listens, StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
        return IPEndPoint.Parse(line.Split(Listens)[1].Split(' ')[0]);
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        Process!.WaitForLineAsync(line => line == "serving", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Process?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task KillAsync() => Process?.KillAsync() ?? Task.CompletedTask;

    public async Task FreezeAsync()
    {
        await Process!.FreezeAsync().ConfigureAwait(false);
        await hearing.CancelAsync().ConfigureAwait(false);
    }

    public async Task ThawAsync()
    {
        await Process!.ThawAsync().ConfigureAwait(false);
        hearing = new();
        await TellFaultsAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public Task SetDiskAsync(DiskFaults faults)
    {
        diskFaults = faults;
        return TellAsync(HostCommand.Disk, () => JsonSerializer.Serialize(diskFaults), CancellationToken.None);
    }

    public Task SetClockAsync(ClockFaults faults)
    {
        clockFaults = faults;
        return TellAsync(HostCommand.Clock, () => JsonSerializer.Serialize(clockFaults), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TellFaultsAsync(CancellationToken cancellationToken)
    {
        await TellAsync(HostCommand.Disk, () => JsonSerializer.Serialize(diskFaults), cancellationToken).ConfigureAwait(false);
        await TellAsync(HostCommand.Clock, () => JsonSerializer.Serialize(clockFaults), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A site that does not run, or stands still, is told when it starts or goes on.</summary>
    private async Task TellAsync(string verb, Func<string> value, CancellationToken cancellationToken)
    {
        CancellationToken deaf = hearing.Token;
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deaf);
        try
        {
            await CommandAsync(verb, value, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deaf.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It was killed in between: its output has ended.
        }
    }

    /// <summary>Commands of several callers go one after the other, each with the value that counts when its turn has come.</summary>
    private async Task CommandAsync(string verb, Func<string> value, CancellationToken cancellationToken)
    {
        await commandGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HostCommand command = new(++commands, verb, value());

            // From here on, so that a restart in between ends the wait; and a line is written whole or not at all.
            Task<string> done = Process!.WaitForLineAsync(line => line == command.Done, cancellationToken);
            await Process.WriteLineAsync($"{command}", CancellationToken.None).ConfigureAwait(false);
            await done.ConfigureAwait(false);
        }
        finally
        {
            commandGate.Release();
        }
    }

    private string[] Arguments() =>
    [
        "--site", Text(options.Site),
        "--data", options.DataDirectory!,
        "--http", options.Http!,
        "--drain-period", options.DrainPeriod.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        .. options.Listen.SelectMany(endPoint => (string[])["--listen", endPoint]),
        .. options.Peers.SelectMany(peer => (string[])["--peer", peer]),
        .. (string[])(options.Found ? ["--found"] : []),
    ];

    /// <summary>What has no word on the command line.</summary>
    private Dictionary<string, string?> Environment() => new(HostProgram.Start("", "", []).Environment)
    {
        ["ClientHa__Server__HeartbeatInterval"] = options.HeartbeatInterval.ToString("c", CultureInfo.InvariantCulture),
        ["ClientHa__Server__SessionWait"] = options.SessionWait.ToString("c", CultureInfo.InvariantCulture),
        ["ClientHa__Server__WriteConcernTimeout"] = options.WriteConcernTimeout.ToString("c", CultureInfo.InvariantCulture),
        ["ClientHa__Server__MaxValueBytes"] = Text(options.MaxValueBytes),
        ["ClientHa__Server__MaxKeyBytes"] = Text(options.MaxKeyBytes),
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
