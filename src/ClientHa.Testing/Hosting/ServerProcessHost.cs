using System.Globalization;
using System.Net;
using ClientHa.Server;
using ClientHa.Testing.Processes;

namespace ClientHa.Testing.Hosting;

/// <summary>Our server as a process: this assembly's own program. It is ready when it says that it serves.</summary>
internal sealed class ServerProcessHost(HaSitePlace place, HaServerOptions options, string runtimeConfig) : ISiteHost
{
    private const string Listens = " listens on ";

    private int commands;

    public string Kind => "our server as a process";

    public SiteProcess? Process { get; private set; }

    public async Task<IPEndPoint> StartAsync(CancellationToken cancellationToken)
    {
        if (Process is not null)
            await Process.RestartAsync(cancellationToken).ConfigureAwait(false);
        else
            Process = SiteProcess.Start(HostProgram.Start(runtimeConfig, place.Directory, Arguments()) with { Environment = Environment() });
        await CommandAsync(HostCommand.Start, "", cancellationToken).ConfigureAwait(false);

        // site 0 listens on 127.0.0.1:12345 (gRPC)
        string line = await Process.WaitForLineAsync(said => said.Contains(Listens, StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
        return IPEndPoint.Parse(line.Split(Listens)[1].Split(' ')[0]);
    }

    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        Process!.WaitForLineAsync(line => line == "serving", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Process?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task KillAsync() => Process?.KillAsync() ?? Task.CompletedTask;

    public Task FreezeAsync() => Process!.FreezeAsync();

    public Task ThawAsync() => Process!.ThawAsync();

    public ValueTask DisposeAsync() => Process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task CommandAsync(string verb, string value, CancellationToken cancellationToken)
    {
        HostCommand command = new(++commands, verb, value);
        await Process!.WriteLineAsync($"{command}", cancellationToken).ConfigureAwait(false);
        await Process.WaitForLineAsync(line => line == command.Done, cancellationToken).ConfigureAwait(false);
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
        ["ClientHa__Server__MaxValueBytes"] = Text(options.MaxValueBytes),
        ["ClientHa__Server__MaxKeyBytes"] = Text(options.MaxKeyBytes),
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
