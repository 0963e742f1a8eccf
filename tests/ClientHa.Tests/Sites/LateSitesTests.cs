using System.Net.Sockets;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>How long calls look past a site that was not ready in time.</summary>
public sealed class LateSitesTests
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task A_site_that_this_machine_had_no_way_to_is_not_late_for_ever()
    {
        using DeafSite first = DeafSite.BlackHole();
        await using KestrelSite second = await KestrelSite.StartAsync(), third = await KestrelSite.StartAsync();
        int cutOff = 0;
        bool isCutOff = true;
        using Bed bed = new([first.Server, second.Server, third.Server], options => options.ConfigureSocketsHandler = handler =>
        {
            Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> usual = handler.ConnectCallback!;
            handler.ConnectCallback = (context, cancellationToken) =>
            {
                if (context.DnsEndPoint.Port != second.Port || !Volatile.Read(ref isCutOff))
                    return usual(context, cancellationToken);
                Interlocked.Increment(ref cutOff);
                throw new ClientHa.Sites.ConnectFailedException("could not be reached", new SocketException((int)SocketError.NetworkUnreachable), isLocal: true);
            };
        });
        Task<string> call = bed.CallAsync(isIdempotent: true);
        bed.Time.Advance(Stagger);
        await Eventually.UntilAsync(() => Volatile.Read(ref cutOff) == 1 && IsWarmedUp());
        bed.Time.Advance(Stagger);
        Assert.Equal(third.Server, await call.WaitAsync(Eventually.HangGuard));
        Assert.Equal(1UL, bed.Directory.Unready);

        // The call has waited for the second one too, for an instant: that it is late then ends with its time to connect.
        Volatile.Write(ref isCutOff, false);
        await bed.AdvanceRegardlessUntilAsync(() => bed.Health(0).State == SiteState.Ejected && bed.Directory.Unready == 0);
        Assert.Equal(second.Server, await bed.CallAsync());

        bool IsWarmedUp()
        {
            bool isOver = bed.Connections(1).TryBeginWarming();
            if (isOver)
                bed.Connections(1).EndWarming();
            return isOver;
        }
    }
}
