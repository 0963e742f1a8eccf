using ClientHa.Benchmarks.Load;
using ClientHa.Benchmarks.Network;
using ClientHa.Benchmarks.Sites;
using ClientHa.Testing.Processes;

namespace ClientHa.Benchmarks.Compare;

/// <summary>One contender in one fault, on fresh sites and with fresh clients.</summary>
internal sealed class Cell(SiteFault fault)
{
    /// <summary>By then the runtime has compiled for a second time what the load uses most, which it begins with after a second or two.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    /// <summary>How long calls go on to be begun after the fault, or after a site's return.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long both sites stay away, where the fault is that.</summary>
    public TimeSpan Outage { get; init; } = TimeSpan.FromSeconds(15);

    public Task<Figures> RunAsync(Contender contender) => RunAsync(contender.Program(), contender.Proxy);

    public async Task<Figures> RunAsync(SiteProcessStart clients, string? proxyName = null)
    {
        await using SitePair sites = await SitePair.StartAsync();
        await using HaProxy? proxy = proxyName is null ? null : await HaProxy.StartAsync(proxyName);
        using Capture capture = new(SitePair.First, LoadClient.BodyBytes);
        await using LoadProcess load = await LoadProcess.StartAsync(clients);
        try
        {
            FaultMoments moments;
            if (fault.IsAtStart)
            {
                moments = await fault.DoAsync(sites, Outage) with { ClientsCameLater = true };
                await load.GoAsync();
            }
            else
            {
                await load.GoAsync();
                await Task.Delay(Before);
                moments = await fault.DoAsync(sites, Outage);
            }
            await Task.Delay(Window);
            long end = MonotonicClock.Now;
            LoadReport report = await load.EndAsync();
            if (report.Calls.FirstOrDefault(call => call.End < moments.Began && !call.Succeeded) is { Fault: not null } early)
                throw new InvalidOperationException($"A call failed before the fault, so nothing that follows means anything: {early}.");
            return Figures.Of(report, moments, end, capture.Sent(moments.Timed, end));
        }
        finally
        {
            await Packets.PassAllAsync();
        }
    }
}
