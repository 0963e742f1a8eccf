using System.Net;
using ClientHa.Testing.Faults;

namespace ClientHa.Testing.Network;

/// <summary>All bridges that lead to a site and from it. Closed until the site listens. One caller at a time.</summary>
internal sealed class SiteLinks(IReadOnlyList<FaultyBridge> inward, IReadOnlyList<FaultyBridge> outward)
{
    private static readonly BridgeFaults Closed = new() { Refuse = true };
    private static readonly BridgeFaults Frozen = new() { Freeze = true };

    private IHold[] closing = [];
    private IHold[] freezing = [];

    /// <summary>Opens them, with those that lead to the site leading there.</summary>
    public async Task OpenAsync(IPEndPoint target)
    {
        foreach (FaultyBridge bridge in inward)
            bridge.Target = target;
        await ReleaseAsync(closing).ConfigureAwait(false);
        closing = [];
    }

    /// <summary>Cuts all connections and refuses new ones.</summary>
    public async Task CloseAsync()
    {
        if (closing.Length == 0)
            closing = await AddAsync(Closed).ConfigureAwait(false);
        foreach (FaultyBridge bridge in inward.Concat(outward))
            bridge.Reset();
    }

    /// <summary>Lets connections stand, and moves no byte: what a process looks like that stands still.</summary>
    public async Task FreezeAsync()
    {
        if (freezing.Length == 0)
            freezing = await AddAsync(Frozen).ConfigureAwait(false);
    }

    public async Task ThawAsync()
    {
        await ReleaseAsync(freezing).ConfigureAwait(false);
        freezing = [];
    }

    private Task<IHold[]> AddAsync(BridgeFaults faults) =>
        Task.WhenAll(inward.Concat(outward).Select(bridge => bridge.AddAsync(faults)));

    private static Task ReleaseAsync(IHold[] holds) => Task.WhenAll(holds.Select(hold => hold.ReleaseAsync()));
}
