using System.Net;
using System.Net.Sockets;

namespace ClientHa.Testing.Network;

/// <summary>A client's connection and the one that goes on to the site.</summary>
internal sealed class BridgeConnection(Socket client, Link link) : IDisposable
{
    private readonly Socket site = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource reset = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes on what comes until both sides have closed, or one has reset.</summary>
    public async Task RunAsync(IPEndPoint target)
    {
        try
        {
            client.NoDelay = site.NoDelay = true;
            await site.ConnectAsync(target).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            await ResetThroughAsync(isForth: false).ConfigureAwait(false);
            return;
        }
        var forth = new Flow(client, site, isForth: true, link, reset.Task);
        var back = new Flow(site, client, isForth: false, link, reset.Task);
        FlowEnd[] ends = await Task.WhenAll(CarryAsync(forth, back), CarryAsync(back, forth)).ConfigureAwait(false);

        // A receiver had closed its own side in order before it reset.
        if (ends[0] == FlowEnd.Lost)
            await ResetThroughAsync(isForth: false).ConfigureAwait(false);
        else if (ends[1] == FlowEnd.Lost)
            await ResetThroughAsync(isForth: true).ConfigureAwait(false);
    }

    /// <summary>Both sides see a reset. Any time, and more than once.</summary>
    public void Reset()
    {
        reset.TrySetResult();

        // Closing without a timeout is what sends RST.
        client.Close(0);
        site.Close(0);
    }

    public void Dispose()
    {
        client.Dispose();
        site.Dispose();
    }

    private async Task<FlowEnd> CarryAsync(Flow flow, Flow opposite)
    {
        FlowEnd end = await flow.RunAsync().ConfigureAwait(false);
        if (end == FlowEnd.Reset)
            Reset();

        // What the receiver sent before it reset comes before its reset.
        if (end == FlowEnd.Lost)
            opposite.LoseSource();
        return end;
    }

    /// <summary>A reset is a packet that can vanish too; then what it answers to is sent again, and it comes later.</summary>
    private async Task ResetThroughAsync(bool isForth)
    {
        while (!reset.Task.IsCompleted && link.Setting is var setting && setting.Faults.Holds(isForth))
            await link.PauseAsync(Timeout.InfiniteTimeSpan, setting, reset.Task).ConfigureAwait(false);
        Reset();
    }
}
