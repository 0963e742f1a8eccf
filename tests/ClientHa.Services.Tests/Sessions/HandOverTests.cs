using System.Collections.Concurrent;
using System.Text;
using ClientHa.V1;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Services.Tests.Sessions;

/// <summary>A write that one site has acknowledged, and whose site is lost.</summary>
public sealed class HandOverTests
{
    [Fact]
    public async Task An_acknowledged_write_whose_site_is_gone_is_handed_to_the_next_one_though_the_program_does_nothing_more()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = sites.Connect(options => options.AccessToken = "token");
        byte[] value = Encoding.UTF8.GetBytes("value");
        WriteResult result = await client.PutAsync("a", value, WriteCondition.IfAbsent);
        Array.Clear(value);
        Task<PutRequest> handedOver = sites.NextPutAtOther("a");

        await sites.Home.KillAsync();

        PutRequest request = await handedOver;
        PutRequest first = sites.Home.Requests<PutRequest>().Single();
        Assert.Equal((first.Identity.OperationId, first.Identity.Stamp, true), (request.Identity.OperationId, request.Identity.Stamp, request.Identity.Restamped));
        Assert.Null(request.Condition);
        Assert.Equal("value", sites.Second.ValueOf("a"));
        Assert.Equal([("1", "Bearer token")], sites.Second.Headers);
        Assert.Equal(result.Version, (await client.GetAsync("a"))!.Version);
    }

    [Fact]
    public async Task Only_what_no_other_site_is_known_to_have_is_handed_over()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = sites.Connect();
        await client.PutAsync("confirmed by its site", "1");
        sites.First.Confirmed = 1;
        await client.PutAsync("seen at the other site", "2");
        sites.Second.Take(sites.First);
        await client.PutAsync("alone", "3");
        Task<PutRequest> handedOver = sites.NextPutAtOther("alone");

        await sites.Home.KillAsync();
        await handedOver;

        Assert.Equal(["alone"], sites.Other.Requests<PutRequest>().Select(request => request.Key));
    }

    [Fact]
    public async Task A_read_after_the_loss_of_a_site_shows_what_was_written_there()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = sites.Connect(options => options.Session = SessionBehavior.NeverStale);
        await client.PutAsync("a", "1");
        await client.PutAsync("b", "2");
        await client.GetAsync("b");
        await sites.Home.KillAsync();

        DocumentReading read = await client.ReadAsync("b");

        Assert.Equal(("2", false), (read.Document!.Text, read.IsStale));
        Assert.Equal("1", (await client.GetAsync("a"))!.Text);
    }

    [Fact]
    public async Task A_read_brings_what_was_written_at_a_site_whose_life_was_given_up()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = sites.Connect();
        await client.PutAsync("a", "1");
        await client.GetAsync("a");
        sites.Second.Retired.Add(sites.First.Id);
        await sites.Home.KillAsync();

        DocumentReading read = await client.ReadAsync("a");

        Assert.Equal(("1", false), (read.Document?.Text, read.IsStale));
    }

    [Fact]
    public async Task A_write_that_comes_too_late_for_the_other_site_is_told_to_the_program()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        TaskCompletionSource<DroppedWrite> dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        sites.Other.Put = (_, _) => throw new WireException(WireStatusCode.OutOfRange, "OPERATION_EXPIRED: too late.");
        DocumentsClient client = sites.Connect(options => options.WriteDropped = dropped.SetResult);
        await client.PutAsync("a", "1");

        await sites.Home.KillAsync();

        DroppedWrite told = await dropped.Task.WaitAsync(HangGuard.Token);
        Assert.Equal(("a", DroppedWriteReason.Expired), (told.Key, told.Reason));
        Assert.Equal(sites.Home.Requests<PutRequest>().Single().Identity.OperationId.ToByteArray(), told.OperationId.ToByteArray(bigEndian: true));
    }

    [Fact]
    public async Task A_site_that_cannot_take_a_write_now_is_asked_again()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        int refusals = 2;
        Func<PutRequest, Server.Wire.WireContext, Task<WriteResponse>> take = sites.Other.Put;
        sites.Other.Put = (request, context) => Interlocked.Decrement(ref refusals) >= 0
            ? throw new WireException(WireStatusCode.ResourceExhausted, "Not now.")
            : take(request, context);
        DocumentsClient client = sites.Connect();
        await client.PutAsync("a", "1");
        Task<PutRequest> handedOver = sites.NextPutAtOther("a");

        await sites.Home.KillAsync();

        await handedOver;
        Assert.Equal(3, sites.Other.Requests<PutRequest>().Count());
    }

    [Fact]
    public async Task Writes_of_one_key_are_handed_over_one_after_the_other()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        Func<PutRequest, Server.Wire.WireContext, Task<WriteResponse>> take = sites.Other.Put;
        TaskCompletionSource otherKeyCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource lastCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentQueue<string> events = [];
        int refusals = 1;
        sites.Other.Put = async (request, context) =>
        {
            string value = request.Value.ToStringUtf8();
            if (request.Key != "a")
                otherKeyCame.TrySetResult();
            else
                events.Enqueue($"{value} comes");
            await otherKeyCame.Task.WaitAsync(HangGuard.Token);
            if (value == "2" && Interlocked.Decrement(ref refusals) >= 0)
                throw new WireException(WireStatusCode.ResourceExhausted, "Not now.");
            WriteResponse response = await take(request, context);
            if (request.Key == "a")
                events.Enqueue($"{value} is here");
            if (value == "3")
                lastCame.TrySetResult();
            return response;
        };
        DocumentsClient client = sites.Connect();
        foreach (string value in (string[])["1", "2", "3"])
            await client.PutAsync("a", value);
        await client.PutAsync("b", "other key");

        await sites.Home.KillAsync();

        await lastCame.Task.WaitAsync(HangGuard.Token);
        Assert.Equal(["1 comes", "1 is here", "2 comes", "2 comes", "2 is here", "3 comes", "3 is here"], events);
    }

    [Theory]
    [InlineData(2, 10, 1)]
    [InlineData(1_000, 600_000, 1)]
    [InlineData(0, 10, 0)]
    public async Task The_oldest_writes_are_kept_no_longer_where_there_are_too_many(int most, int bytes, int told)
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        ConcurrentQueue<DroppedWrite> dropped = [];
        DocumentsClient client = sites.Connect(options => (options.MaxKeptWrites, options.WriteDropped) = (most, dropped.Enqueue));

        await client.PutAsync("a", new byte[bytes]);
        await client.PutAsync("b", new byte[10]);
        await client.PutAsync("c", new byte[bytes]);

        Assert.Equal(Enumerable.Repeat(("a", DroppedWriteReason.TooMany), told), dropped.Select(each => (each.Key, each.Reason)));
    }
}
