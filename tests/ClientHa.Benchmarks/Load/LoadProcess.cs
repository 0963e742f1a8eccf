using System.Text.Json;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Load;

/// <summary>The process of a contender's clients, from outside.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private readonly SiteProcess process;

    private LoadProcess(SiteProcess process) => this.process = process;

    /// <summary>Ends when it is warm. No client goes to a measured site before <see cref="GoAsync"/>.</summary>
    public static async Task<LoadProcess> StartAsync(SiteProcessStart start)
    {
        SiteProcess process = SiteProcess.Start(start);
        await process.WaitForLineAsync(line => line == "ready");
        return new(process);
    }

    public Task GoAsync() => process.WriteLineAsync("go");

    /// <summary>No new calls; ends with those that are under way.</summary>
    public async Task<LoadReport> EndAsync()
    {
        await process.WriteLineAsync("end");
        string line = await process.WaitForLineAsync(line => line.StartsWith('{'));
        return JsonSerializer.Deserialize<LoadReport>(line)!;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
