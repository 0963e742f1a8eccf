using System.Globalization;
using ClientHa.Benchmarks.Masters;
using ClientHa.Benchmarks.Network;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>Bucardo between the databases of two servers, each of which is written to: the last write of a row wins.</summary>
/// <param name="folder">For its files. Without capitals, which Bucardo loses.</param>
/// <param name="servers">Both.</param>
internal sealed class BucardoDaemon(string folder, IReadOnlyList<PostgresServer> servers) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long its processes sleep between two looks, in seconds. Its own: 0.2 and 0.5.</summary>
    private static readonly string[] tuned = ["mcp_loop_sleep=0.02", "ctl_sleep=0.02", "kid_sleep=0.02", "kid_nodeltarows_sleep=0.02"];

    public async Task StartAsync(bool isTuned)
    {
        Leftovers.Add(this);
        Directory.CreateDirectory(folder);
        await Command.RunAsync(
            "bucardo", "install", "--batch", "--dbhost", "127.0.0.1", "--dbport", Port(0), "--dbuser", "postgres", "--dbname", "postgres", "--piddir", folder);
        await RunAsync("set", $"piddir={folder}", $"reason_file={folder}/reason");
        if (isTuned)
            await RunAsync(["set", .. tuned]);
        await servers[1].ExecuteAsync("CREATE ROLE bucardo SUPERUSER LOGIN");
        for (int site = 0; site < servers.Count; site++)
            await RunAsync("add", "db", $"site{site}", "dbname=postgres", "host=127.0.0.1", $"port={Port(site)}", "user=bucardo");
        await RunAsync("add", "table", "public.documents", "db=site0", "relgroup=all");
        await RunAsync("add", "sync", "both", "relgroup=all", "dbs=site0:source,site1:source", "conflict_strategy=bucardo_latest");
        await RunAsync("start");
    }

    public async ValueTask DisposeAsync()
    {
        Leftovers.Remove(this);
        if (!Directory.Exists(folder))
            return;
        int[] processes = [.. Directory.GetFiles(folder, "*.pid").Select(Pid)];
        await TryAsync("stop");
        long begin = Load.MonotonicClock.Now;
        while (processes.Any(IsAlive) && Load.MonotonicClock.Now - begin < Patience.TotalNanoseconds)
            await Task.Delay(100);

        // What doesn't find its database any more waits for it for ever.
        foreach (int process in processes.Where(IsAlive))
            await Command.TryAsync("kill", "-KILL", process.ToString(CultureInfo.InvariantCulture));
    }

    private static int Pid(string file) => int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);

    private static bool IsAlive(int process) => Directory.Exists($"/proc/{process}");

    private string Port(int site) => servers[site].Port.ToString(CultureInfo.InvariantCulture);

    private async Task RunAsync(params string[] arguments)
    {
        (int code, string output) = await TryAsync(arguments);
        if (code != 0)
            throw new InvalidOperationException($"bucardo {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    private Task<(int Code, string Output)> TryAsync(params string[] arguments) => Command.TryAsync(
        "bucardo",
        ["--dbhost", "127.0.0.1", "--dbport", Port(0), "--dbuser", "bucardo", "--dbname", "bucardo", $"--log-destination={folder}", .. arguments]);
}
