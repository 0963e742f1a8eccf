using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>What follows from a change of the sites is carried out to the last, whatever of it fails.</summary>
public sealed class FollowerTests
{
    [Fact]
    public async Task A_fault_while_a_change_is_followed_is_logged_and_ends_nothing()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.CallAsync();
        bed.Directory.Addresses.Sought += () => throw new InvalidOperationException("listener");
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => bed.Log.TextsOf(100).Any());
        Assert.NotEmpty(bed.Log.TextsOf(112));

        // What freezes is noticed by probes and watches; that its calls move on is what the follower does.
        (second.OnCall, second.OnProbe) = (Answers.Nothing, Answers.NotServing);
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => second.Calls == 2);
        await bed.AdvanceRegardlessUntilAsync(() => call.IsCompleted);
        Assert.Equal(first.Server, await call);
    }

    [Fact]
    public async Task A_connection_of_the_application_that_throws_when_it_is_closed_stops_no_failover()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1), second = await KestrelSite.StartAsync(protocols: HttpProtocols.Http1);
        using Bed bed = new([first.Server, second.Server], options => options.ConfigureSocketsHandler = handler =>
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new UnclosableStream(socket);
            });
        Assert.Equal(first.Server, await bed.GetAsync());
        first.OnCall = Answers.Http(503);
        Assert.Equal(second.Server, await bed.GetAsync());
        await Eventually.UntilAsync(() => bed.Log.TextsOf(100).Any());
        Assert.Equal(second.Server, await bed.GetAsync());
        Assert.Empty(bed.Log.TextsOf(112));
    }

    private sealed class UnclosableStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
                throw new InvalidOperationException("closed badly");
        }
    }
}
