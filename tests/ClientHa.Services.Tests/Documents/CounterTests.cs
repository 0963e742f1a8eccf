using ClientHa.Fakes;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class CounterTests
{
    [Fact]
    public async Task What_is_added_is_answered_with_the_total_and_read()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);

        AddResult first = await client.AddAsync("visits"), second = await client.AddAsync("visits", -5);

        Assert.Equal((1L, -4L), (first.Total, second.Total));
        Assert.True(second.Version > first.Version);
        Assert.Equal(-4, await client.GetCounterAsync("visits"));
        Assert.Equal(0, await client.GetCounterAsync("others"));
    }

    [Fact]
    public async Task Counters_are_listed_page_by_page()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);
        foreach (string key in (string[])["b/2", "a", "b/3", "b/1", "c"])
            await client.AddAsync(key, key.Length);

        List<Counter> found = [];
        await foreach (Counter counter in client.ListCountersAsync("b/"))
            found.Add(counter);

        Assert.Equal([new("b/1", 3, false), new("b/2", 3, false), new("b/3", 3, false)], found);
        Assert.Equal(["", "b/2"], site.Requests<ListCountersRequest>().Select(request => request.PageToken));
    }

    [Fact]
    public async Task An_addition_that_dies_with_its_site_is_made_at_the_next_one_under_the_same_id_and_stamp()
    {
        await using FakeSite first = await FakeSite.StartAsync();
        await using FakeSite second = await FakeSite.StartAsync();
        first.Add = (_, context) =>
        {
            context.Http.Abort();
            return Task.FromResult(new WriteResponse());
        };
        using DocumentsClient client = new(new HaOptions { Servers = [first.Url, second.Url], FirstChoice = "Ordered" });

        AddResult result = await client.AddAsync("visits", 7);

        Assert.Equal(7, result.Total);
        FakeCall dead = Assert.Single(first.Calls), moved = Assert.Single(second.Calls);
        Assert.Equal(((AddRequest)dead.Request).Identity, ((AddRequest)moved.Request).Identity);
        Assert.Equal(7, new Guid(((AddRequest)moved.Request).Identity.OperationId.Span, bigEndian: true).Version);
        Assert.Equal(dead.IdempotencyKey, moved.IdempotencyKey);
    }

    [Fact]
    public async Task A_stamp_that_a_site_refuses_is_made_again_for_additions_too()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Add = (request, _) => Task.FromResult(request.Identity.Restamped
            ? site.Store.Counters.Add(request, site.Store.Clock)
            : new WriteResponse { Restamp = site.Store.Clock, Clock = site.Store.Clock });
        using DocumentsClient client = new(site.Url, 0);

        Assert.Equal(1, (await client.AddAsync("visits")).Total);
        Assert.Equal(2, site.Requests<AddRequest>().Count());
        Assert.Single(site.Requests<AddRequest>().Select(request => request.Identity.OperationId).Distinct());
    }

    [Fact]
    public async Task Keys_that_no_site_takes_are_named_before_anything_is_sent()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);

        await Assert.ThrowsAsync<ArgumentException>(() => client.AddAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetCounterAsync(new string('x', 513)));
        Assert.Throws<ArgumentException>(() => client.ListCountersAsync(new string('x', 513)));
        Assert.Throws<ArgumentException>(() => client.ListConflictsAsync(new string('x', 513)));
        Assert.Empty(site.Calls);
    }
}
