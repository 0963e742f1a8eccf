using System.Security.Authentication;
using ClientHa.Configuration;
using ClientHa.Core;
using ClientHa.Sites;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Clients;

/// <summary>Options that change while calls are in flight.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task A_call_in_flight_ends_at_its_site_although_that_was_taken_out()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        TaskCompletionSource gate = new();
        first.OnCall = Answers.OkAfter(gate.Task);
        Task<string>[] inFlight = [bed.CallAsync(isIdempotent: true), bed.CallAsync(isIdempotent: false)];
        await Eventually.UntilAsync(() => first.Calls == 2);
        SiteDirectory old = bed.Directory;

        bed.Reload(options => options.Servers = [second.Server]);
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.Equal([second.Port], bed.Handler.Status.Sites.Select(site => site.Port));
        bed.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.False(old.IsDisposed);
        gate.SetResult();
        Assert.All(await Task.WhenAll(inFlight), site => Assert.Equal(first.Server, site));
        await bed.AdvanceUntilAsync(() => old.IsDisposed && first.OpenConnections == 0);
    }

    [Fact]
    public async Task A_committed_stream_goes_on_and_the_old_sites_are_left_with_its_end()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        TaskCompletionSource gate = new();
        first.OnCall = async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.FlushAsync();
            await gate.Task;
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
        };
        using HttpResponseMessage response = await bed.SendAsync();
        SiteDirectory old = bed.Directory;

        bed.Reload(options => options.Servers = [second.Server]);
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(old.IsDisposed);
        gate.SetResult();
        Assert.Equal(5, (await response.Content.ReadAsByteArrayAsync()).Length);
        await bed.AdvanceUntilAsync(() => old.IsDisposed && first.OpenConnections == 0);
    }

    [Fact]
    public async Task A_call_in_flight_still_moves_when_its_site_fails_and_nobody_is_told_twice()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync(), third = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        first.OnCall = Answers.Nothing;
        Task<string> inFlight = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);

        bed.Reload(options => options.Servers = [first.Server, third.Server]);
        await first.KillAsync();
        Assert.Equal(second.Server, await inFlight);
        Assert.Equal(third.Server, await bed.CallAsync(isIdempotent: true));
        await Eventually.UntilAsync(() => bed.Log.TextsOf(100).Any());
        Assert.Single(bed.Log.TextsOf(100));
    }

    [Fact]
    public async Task A_site_that_freezes_is_still_noticed_by_the_calls_that_it_had()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        (first.OnCall, first.OnProbe) = (Answers.Nothing, Answers.Nothing);
        Task<string> inFlight = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => first.Calls == 1);

        bed.Reload(options => options.Servers = [second.Server]);
        await bed.AdvanceRegardlessUntilAsync(() => inFlight.IsCompleted);
        Assert.Equal(second.Server, await inFlight);
    }

    [Fact]
    public async Task An_ejection_outlives_a_change_and_is_counted_once()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.EjectFirstAsync(first);
        Instant readmitAt = bed.Health(0).ReadmitAt;

        bed.Reload(options => options.IdempotentMethods.Add("/test.Test/Other"));
        Assert.Equal((SiteState.Ejected, readmitAt), (bed.Health(0).State, bed.Health(0).ReadmitAt));
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.Single(bed.Log.TextsOf(100));
        await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Available, TimeSpan.FromSeconds(0.5));
        Assert.Equal(first.Server, await bed.CallAsync());
        Assert.Single(bed.Log.TextsOf(100));
    }

    [Fact]
    public async Task A_call_that_waits_for_a_site_is_answered_by_one_that_is_added()
    {
        await using KestrelSite dead = await KestrelSite.StartAsync(), added = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(dead);
        await dead.KillAsync();
        Task<string>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => bed.CallAsync())];
        await Eventually.UntilAsync(() => bed.Directory.AnyCallWaits);
        SiteDirectory old = bed.Directory;

        bed.Reload(options => options.NoSiteTimeout = TimeSpan.FromSeconds(31));
        bed.Reload(options => options.Servers = [dead.Server, added.Server]);
        Assert.All(await Task.WhenAll(waiting), site => Assert.Equal(added.Server, site));
        await bed.AdvanceUntilAsync(() => old.IsDisposed && bed.Client.Retiring == 0);
    }

    [Fact]
    public async Task Options_that_say_the_same_change_nothing()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        await bed.CallAsync();
        SiteDirectory before = bed.Directory;
        bed.Reload(options => options.Servers = [site.Server]);
        Assert.Same(before, bed.Directory);
        Assert.Empty(bed.Log.TextsOf(120));

        bed.Reload(options => options.NoSiteTimeout = TimeSpan.FromSeconds(31));
        Assert.NotSame(before, bed.Directory);
        Assert.Single(bed.Log.TextsOf(120));
    }

    [Fact]
    public async Task An_idle_client_leaves_the_old_sites_at_once_and_probes_them_no_more()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first, second);
        await bed.EjectFirstAsync(first);
        SiteDirectory old = bed.Directory;
        bed.Reload(options => options.Servers = [second.Server]);
        Assert.True(old.IsDisposed);
        int probes = first.Probes;
        bed.Time.Advance(TimeSpan.FromHours(1));
        await Eventually.UntilAsync(() => first.OpenConnections == 0);
        Assert.Equal(probes, first.Probes);
    }

    [Fact]
    public async Task A_change_before_the_first_call_starts_nothing()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first);
        bed.Reload(options => options.Servers = [second.Server]);
        bed.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, first.Connections + second.Connections + bed.Names.LookupsOf("127.0.0.1"));
        Assert.Equal(second.Server, await bed.CallAsync());
    }

    [Fact]
    public async Task The_address_that_channels_were_given_stays_and_the_log_says_so()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(first);
        Uri address = bed.Handler.Address;
        bed.Reload(options => options.Servers = [second.Server]);
        Assert.Equal(address, bed.Handler.Address);
        Assert.Equal(second.Server, await bed.CallAsync());
        Assert.StartsWith($"Calls go on being addressed to {address},", bed.Log.TextsOf(122).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_choice_that_is_drawn_at_the_start_is_not_drawn_again()
    {
        using Bed bed = new([.. Enumerable.Range(1, 20).Select(i => $"s{i}.test:1")], options => (options.FirstChoice, options.Seed) = ("Random", null));
        int[] order = [.. bed.Directory.State.Order];
        bed.Reload(options => options.NoSiteTimeout = TimeSpan.FromSeconds(31));
        Assert.Equal(order, bed.Directory.State.Order);
    }

    [Fact]
    public async Task Certificate_files_that_have_become_unusable_change_nothing()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = Bed.For(site);
        SiteDirectory before = bed.Directory;
        HaPlan torn = before.Plan with { UseTls = true, Tls = new("none.pem", null, null, null) };
        Assert.Throws<AuthenticationException>(void () => bed.Client.Reload(torn));
        Assert.Same(before, bed.Directory);
        Assert.Equal(site.Server, await bed.CallAsync());
    }
}
