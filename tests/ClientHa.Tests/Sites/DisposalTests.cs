using Xunit;

namespace ClientHa.Tests.Sites;

public sealed class DisposalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_in_flight_end_and_say_that_the_client_was_disposed(bool isIdempotent)
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);

        // Both sites have connections, as after a failover.
        await bed.EjectFirstAsync(first);
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available, TimeSpan.FromSeconds(0.5));
        (first.OnCall, second.OnCall) = (Answers.Nothing, Answers.Nothing);
        int before = first.Calls;
        Task<string>[] calls = [.. Enumerable.Range(0, 3).Select(_ => bed.CallAsync(isIdempotent))];
        await Eventually.UntilAsync(() => first.Calls == before + 3);

        bed.Handler.Dispose();
        foreach (Task<string> call in calls)
        {
            ObjectDisposedException exception = await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
            Assert.Contains(nameof(HaHttpHandler), exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stream_in_flight_ends()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        site.OnCall = Answers.SilentStream;
        using HttpResponseMessage response = await bed.SendAsync();
        Stream body = await response.Content.ReadAsStreamAsync();
        Task<int> read = body.ReadAsync(new byte[1]).AsTask();

        bed.Handler.Dispose();
        IOException exception = await Assert.ThrowsAnyAsync<IOException>(() => read.WaitAsync(Eventually.HangGuard));
        Assert.Equal("The client was disposed of while the answer was read.", exception.Message);
        Assert.Equal(SiteState.Available, bed.Health(0).State);
    }

    [Fact]
    public async Task Calls_that_wait_for_a_site_and_later_ones_are_told()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        await site.KillAsync();
        Task<string>[] calls = [.. Enumerable.Range(0, 5).Select(_ => bed.CallAsync())];
        await Eventually.UntilAsync(() => bed.Directory.AnyCallWaits);

        bed.Handler.Dispose();
        foreach (Task<string> call in calls)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bed.CallAsync());
    }

    [Fact]
    public async Task No_socket_and_no_probe_survives()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnProbe = Answers.Nothing;
        await bed.EjectFirstAsync(first);
        bed.AdvanceTo(bed.Health(0).NextProbeAt);
        await Eventually.UntilAsync(() => first.Probes == 1);

        bed.Handler.Dispose();
        await Eventually.UntilAsync(() => first.OpenConnections == 0 && second.OpenConnections == 0);
        int connections = first.Connections + second.Connections;
        int lookups = bed.Names.LookupsOf("127.0.0.1");
        bed.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(connections, first.Connections + second.Connections);
        Assert.Equal(lookups, bed.Names.LookupsOf("127.0.0.1"));
    }

    [Fact]
    public async Task A_race_that_is_under_way_ends()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        (first.OnCall, second.OnCall) = (Answers.Status(14), Answers.Status(14));
        (first.OnProbe, second.OnProbe) = (Answers.Nothing, Answers.Nothing);
        using HttpResponseMessage response = await bed.SendAsync(isIdempotent: true);
        bed.Time.Advance(TimeSpan.Zero);
        await Eventually.UntilAsync(() => first.Probes == 1);

        bed.Handler.Dispose();
        await Eventually.UntilAsync(() => !bed.Directory.State.Panic.IsRoundRunning);
        await Eventually.UntilAsync(() => first.OpenConnections == 0 && second.OpenConnections == 0);
    }

    [Fact]
    public void A_client_that_was_never_used_can_be_disposed_twice()
    {
        using Bed bed = new(["127.0.0.1:1"]);
        bed.Handler.Dispose();
        bed.Handler.Dispose();
    }

    [Fact]
    public async Task Disposing_amid_a_storm_of_calls_hangs_none()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            using Bed bed = Bed.For(first, second);
            Task[] callers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                while (true)
                    (await bed.SendAsync(isIdempotent: true)).Dispose();
            }))];
            int calls = first.Calls;
            await Eventually.UntilAsync(() => first.Calls > calls + 20);
            bed.Handler.Dispose();
            foreach (Task caller in callers)
                await Assert.ThrowsAsync<ObjectDisposedException>(() => caller.WaitAsync(Eventually.HangGuard));
        }
    }
}
