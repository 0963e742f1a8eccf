using System.Net;
using ClientHa.Testing;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>What becomes of calls when names fail, change and hang.</summary>
public sealed class AddressTests
{
    [Fact]
    public async Task The_last_good_addresses_are_kept_when_the_name_server_fails_and_when_it_denies_the_name()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{site.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        await bed.CallAsync();

        bed.Names.Fail("a.test");
        await LookUpAsync(bed, "a.test");
        Assert.Equal(site.Server, await bed.CallAsync());
        bed.Names.Remove("a.test");
        await LookUpAsync(bed, "a.test");
        await site.KillAsync();
        await site.StartAgainAsync();

        // A new connection, after a failure: the address is still known.
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);
        Assert.Equal(site.Server, await call);
        Assert.Contains(bed.Log.TextsOf(301), text => text == "a.test was not resolved. SERVFAIL; its last known addresses are kept, if there are any.");
    }

    [Fact]
    public async Task New_calls_go_to_the_new_address_and_those_in_flight_end_at_the_old_one()
    {
        await using KestrelSite old = await KestrelSite.StartAsync();
        await using KestrelSite young = await KestrelSite.StartAsync(Loopback.Address(2), old.Port);
        using Bed bed = new([$"a.test:{old.Port}"]);
        bed.Names.Set("a.test", old.EndPoint.Address);
        TaskCompletionSource gate = new();
        old.OnCall = Answers.OkAfter(gate.Task);
        Task<string>[] inFlight = [bed.CallAsync(isIdempotent: true), bed.CallAsync(isIdempotent: false)];
        await Eventually.UntilAsync(() => old.Calls == 2 && bed.Health(0).EndpointKey is not null);

        bed.Names.Set("a.test", young.EndPoint.Address);
        int generation = bed.Health(0).Generation;
        await LookUpAsync(bed, "a.test");
        await Eventually.UntilAsync(() => bed.Health(0).Generation == generation + 1);
        Assert.Equal(young.Server, await bed.CallAsync());
        Assert.NotEqual(SiteState.Ejected, bed.Health(0).State);
        gate.SetResult();
        Assert.All(await Task.WhenAll(inFlight), site => Assert.Equal(old.Server, site));
        await Eventually.UntilAsync(() => old.OpenConnections == 0);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_harms_no_other()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{site.Port}", $"b.test:{site.Port}"]);
        bed.Names.Set("b.test", IPAddress.Loopback);

        Assert.Equal(site.Server, await bed.CallAsync());
        Assert.Equal((SiteState.Ejected, SiteState.Available), (bed.Health(0).State, bed.Health(1).State));
        Assert.Equal("does not exist: NXDOMAIN", bed.Health(0).Reason);
    }

    [Fact]
    public async Task A_silent_name_server_delays_no_call_to_a_known_name()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{site.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        await bed.CallAsync();
        bed.Names.Silence("a.test");
        await LookUpAsync(bed, "a.test");
        await site.KillAsync();
        await site.StartAgainAsync();

        Task<string> call = bed.CallAsync(isIdempotent: true);
        await bed.AdvanceUntilAsync(() => call.IsCompleted);
        Assert.Equal(site.Server, await call);
    }

    [Fact]
    public async Task A_failure_looks_the_name_up_at_once()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{first.Port}", $"b.test:{second.Port}"]);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        await bed.CallAsync();
        int lookups = bed.Names.LookupsOf("a.test");
        await bed.EjectFirstAsync(first);
        await Eventually.UntilAsync(() => bed.Names.LookupsOf("a.test") == lookups + 1);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_each_time_is_not_looked_up_without_end()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{site.Port}"]);
        int answers = 0;
        bed.Names.Set("a.test", () => [IPAddress.Loopback, Loopback.Address(2 + Interlocked.Increment(ref answers))]);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Health(0).EndpointKey is not null);
        for (int i = 0; i < 10; i++)
        {
            await LookUpAsync(bed, "a.test");
            Assert.Equal(site.Server, await bed.CallAsync());
        }
        Assert.InRange(bed.Names.LookupsOf("a.test"), 11, 13);
    }

    [Fact]
    public async Task An_order_that_changes_from_answer_to_answer_is_no_change()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{site.Port}"]);
        int answers = 0;
        bed.Names.Set("a.test", () => int.IsOddInteger(Interlocked.Increment(ref answers))
            ? [IPAddress.Loopback, Loopback.Address(2)]
            : [Loopback.Address(2), IPAddress.Loopback]);
        await bed.CallAsync();
        for (int i = 0; i < 4; i++)
            await LookUpAsync(bed, "a.test");
        await bed.CallAsync();
        Assert.Equal((0, 1), (bed.Health(0).Generation, site.Connections));
    }

    [Fact]
    public async Task A_transport_failure_ejects_all_names_of_an_endpoint()
    {
        await using KestrelSite one = await KestrelSite.StartAsync(), other = await KestrelSite.StartAsync();
        using Bed bed = new([$"a.test:{one.Port}", $"b.test:{one.Port}", $"c.test:{other.Port}"]);
        foreach (string name in (string[])["a.test", "b.test", "c.test"])
            bed.Names.Set(name, IPAddress.Loopback);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => bed.Directory.State.Sites.All(site => site.EndpointKey is not null));
        int connections = one.Connections;
        await one.KillAsync();

        Assert.Equal(other.Server, await bed.CallAsync(isIdempotent: true));
        Assert.Equal(
            [SiteState.Ejected, SiteState.Ejected, SiteState.Available], bed.Directory.State.Sites.Select(site => site.State));
        Assert.Equal(connections, one.Connections);
    }

    /// <summary>The next look-up in the background, and what it brings.</summary>
    private static async Task LookUpAsync(Bed bed, string name)
    {
        int before = bed.Names.LookupsOf(name);
        await bed.AdvanceUntilAsync(() => bed.Names.LookupsOf(name) > before);
    }
}
