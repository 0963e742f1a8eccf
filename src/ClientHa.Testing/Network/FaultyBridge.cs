using System.Net;
using ClientHa.Testing.Faults;

namespace ClientHa.Testing.Network;

/// <summary>A bridge as a place of faults.</summary>
internal sealed class FaultyBridge(Bridge bridge) : IAsyncDisposable
{
    private readonly Place<BridgeFaults> place = new(faults => bridge.SetAsync(BridgeFaults.Combine(faults)));

    public IPEndPoint EndPoint => bridge.EndPoint;

    public IPEndPoint Target
    {
        set => bridge.Target = value;
    }

    public Task<IHold> AddAsync(BridgeFaults faults) => place.AddAsync(faults);

    public void Reset() => bridge.Reset();

    public ValueTask DisposeAsync() => bridge.DisposeAsync();
}
