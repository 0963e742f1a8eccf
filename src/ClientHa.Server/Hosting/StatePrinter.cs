using ClientHa.Server.Health;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Server.Hosting;

/// <summary>Tells an operator, a line each, that the site listens, and each change of its state.</summary>
internal sealed class StatePrinter(ServerPlan plan, SiteEndPoints endPoints, SiteHealth health, TextWriter output)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task printing = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The listener is open, and the site starts after this.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        HealthMoment before = health.Latest;
        await PrintAsync($"site {plan.Site} listens on {endPoints}").ConfigureAwait(false);
        printing = FollowAsync(before);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    private async Task FollowAsync(HealthMoment moment)
    {
        while (true)
        {
            moment = await moment.NextAsync(stopping.Token).ConfigureAwait(false);
            await PrintAsync(moment.State.ToString()).ConfigureAwait(false);
        }
    }

    private async Task PrintAsync(string line)
    {
        await output.WriteLineAsync(line).ConfigureAwait(false);
        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
