using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>A site is killed under the calls of many.</summary>
public class ConcurrencyTests : AttemptTest
{
    private const int Calls = 200;

    private readonly ConcurrentDictionary<string, int> executions = new();
    private readonly TaskCompletionSource manyAreThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int arrivals;

    [Fact]
    public async Task Every_idempotent_call_is_answered_with_its_own_bytes()
    {
        HttpSite dying = await SiteAsync(context => ArrivedAsync(context, answered: 0));
        HttpSite good = await SiteAsync(EchoAsync);
        HaClient client = Client(dying.Name, good.Name);

        Task<(int? Status, byte[] Bytes)>[] calls =
            [.. Enumerable.Range(0, Calls).Select(i => Task.Run(() => client.AskAsync(client.Unary(Body(i), isIdempotent: true), Guard)))];
        await manyAreThere.Task.WaitAsync(Guard);
        await dying.KillAsync();
        (int? Status, byte[] Bytes)[] answers = await Task.WhenAll(calls);

        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(0, answers[i].Status);
            Assert.Equal(Body(i), answers[i].Bytes);
        }
    }

    [Fact]
    public async Task No_other_call_is_executed_twice()
    {
        HttpSite dying = await SiteAsync(context => ArrivedAsync(context, answered: Calls / 4));
        HttpSite good = await SiteAsync(EchoAsync);
        HaClient client = Client(dying.Name, good.Name);

        Task<bool>[] calls = [.. Enumerable.Range(0, Calls).Select(i => Task.Run(() => TryAsync(client, i)))];
        await manyAreThere.Task.WaitAsync(Guard);
        await dying.KillAsync();
        bool[] hasAnswer = await Task.WhenAll(calls);

        Assert.All(executions, each => Assert.Equal(1, each.Value));
        for (int i = 0; i < Calls; i++)
            Assert.True(!hasAnswer[i] || executions.ContainsKey($"{i}"), $"call {i} was answered and never executed");
        Assert.Contains(false, hasAnswer);
        Assert.True(await TryAsync(client, Calls));
    }

    private async Task<bool> TryAsync(HaClient client, int i)
    {
        HttpRequestMessage request = client.Unary(Body(i));
        request.Headers.Add("call", $"{i}");
        try
        {
            (int? status, byte[] bytes) = await client.AskAsync(request, Guard);
            Assert.Equal(Body(i), bytes);
            return status == 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Answers the first calls, and keeps those after them for ever.</summary>
    private async Task ArrivedAsync(HttpContext context, int answered)
    {
        int arrival = Interlocked.Increment(ref arrivals);
        if (arrival <= answered)
        {
            await EchoAsync(context);
            return;
        }
        Executed(context);
        if (arrival == Calls / 2)
            manyAreThere.SetResult();
        await context.HangAsync();
    }

    private async Task EchoAsync(HttpContext context)
    {
        Executed(context);
        await context.OkAsync(await context.ReadAsync());
    }

    private void Executed(HttpContext context) =>
        executions.AddOrUpdate(context.Request.Headers["call"].ToString(), 1, (_, count) => count + 1);

    /// <summary>Of many lengths, so that no two calls could share a buffer unseen.</summary>
    private static byte[] Body(int i) => Patterns.Of(100 + (i * 131), i);
}
