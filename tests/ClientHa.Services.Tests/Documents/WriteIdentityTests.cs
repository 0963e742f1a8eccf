using ClientHa.Fakes;
using ClientHa.Services.Tests.Sessions;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Services.Tests.Documents;

public sealed class WriteIdentityTests
{
    [Fact]
    public async Task A_write_has_an_operation_id_of_its_own_that_is_its_idempotency_key_too()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        using DocumentsClient client = new(site.Url, 0);

        await client.PutAsync("a", "1");
        await client.PutAsync("a", "2");
        await client.DeleteAsync("a");

        FakeCall[] calls = [.. site.Calls];
        Guid[] ids = [.. calls.Select(call => new Guid(Identity(call).OperationId.Span, bigEndian: true))];
        Assert.All(ids, id => Assert.Equal(7, id.Version));
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(ids.Select(id => id.ToString()), calls.Select(call => call.IdempotencyKey));
    }

    [Fact]
    public async Task A_write_that_dies_with_its_site_is_made_at_the_next_one_under_the_same_id_and_stamp()
    {
        await using FakeSite first = await FakeSite.StartAsync();
        await using FakeSite second = await FakeSite.StartAsync();
        first.Put = (_, context) =>
        {
            context.Http.Abort();
            return Task.FromResult(new WriteResponse());
        };
        using HaHttpHandler handler = new(new HaOptions { Servers = [first.Url, second.Url], FirstChoice = "Ordered" });
        using DocumentsClient client = new(handler);

        await client.PutAsync("a", new string('x', 1000));

        Assert.Equal(Identity(Assert.Single(first.Calls)), Identity(Assert.Single(second.Calls)));
    }

    [Fact]
    public async Task A_write_that_waits_for_its_answer_is_at_one_site_alone()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = sites.Connect();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously), came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<PutRequest, Server.Wire.WireContext, Task<WriteResponse>> take = sites.Home.Put;
        sites.Home.Put = async (request, context) =>
        {
            came.TrySetResult();
            await answer.Task;
            return await take(request, context);
        };

        Task<WriteResult> write = client.PutAsync("a", "1");
        await came.Task.WaitAsync(HangGuard.Token);
        for (int call = 0; call < 300; call++)
            await client.GetAsync("b");
        Assert.False(write.IsCompleted);
        answer.SetResult();
        await write;

        Assert.Equal((1, 0), (sites.Home.Requests<PutRequest>().Count(), sites.Other.Requests<PutRequest>().Count()));
    }

    [Fact]
    public async Task A_value_of_the_greatest_size_can_move_too()
    {
        await using FakeSite first = await FakeSite.StartAsync();
        await using FakeSite second = await FakeSite.StartAsync();
        first.Put = (_, context) =>
        {
            context.Http.Abort();
            return Task.FromResult(new WriteResponse());
        };
        using DocumentsClient client = new(
            new HaOptions { Servers = [first.Url, second.Url], FirstChoice = "Ordered", ReplayBufferBytes = 2 << 20 });

        await client.PutAsync("a", new byte[1 << 20]);

        Assert.Single(second.Requests<PutRequest>());
    }

    [Fact]
    public async Task A_write_that_would_lose_is_stamped_again_above_the_winner_under_the_same_id()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        ulong winner = site.Store.Clock + 1000;
        site.Put = (request, _) => Task.FromResult(request.Identity.Restamped
            ? site.Store.Put(request)
            : new WriteResponse { Restamp = winner, Clock = winner });
        using DocumentsClient client = new(site.Url, 0);

        WriteResult result = await client.PutAsync("a", "1");

        WriteIdentity[] tries = [.. site.Calls.Select(Identity)];
        Assert.Equal(2, tries.Length);
        Assert.Equal((tries[0].OperationId, true), (tries[1].OperationId, tries[1].Restamped));
        Assert.True(tries[1].Stamp > winner && tries[0].Stamp < winner);
        Assert.Equal((await client.GetAsync("a"))!.Version, result.Version);
    }

    [Fact]
    public async Task A_site_that_refuses_a_second_stamp_is_not_asked_a_third_time()
    {
        await using FakeSite site = await FakeSite.StartAsync();
        site.Delete = (_, _) => Task.FromResult(new WriteResponse { Restamp = site.Store.Clock });
        using DocumentsClient client = new(site.Url, 0);

        HaCallException thrown = await Assert.ThrowsAsync<HaCallException>(() => client.DeleteAsync("a"));

        Assert.Equal(HaStatusCode.Internal, thrown.StatusCode);
        Assert.Equal(2, site.Calls.Count);
    }

    private static WriteIdentity Identity(FakeCall call) =>
        call.Request is PutRequest put ? put.Identity : ((DeleteRequest)call.Request).Identity;
}
