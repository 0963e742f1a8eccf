using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using ClientHa.Tests.Attempts;
using ClientHa.Tests.Resolving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace ClientHa.Tests.Resumables;

public class ResumableTests : AttemptTest
{
    private const int Last = 30;

    private readonly List<int?> cursors = [];

    [Fact]
    public async Task A_stream_goes_on_behind_the_last_item_without_a_gap_and_without_a_duplicate()
    {
        List<Exception> losses = [];
        List<int> items = await ReadAsync(
            Resumable.ReadAllAsync<int, int?>((cursor, _) => NumbersAsync(cursor, losesAfter: 7), item => item, new() { Interrupted = losses.Add, TimeProvider = new HastyTime() }));

        Assert.Equal(Enumerable.Range(1, Last), items);
        Assert.Equal([null, 7, 14, 21, 28], cursors);
        Assert.Equal(4, losses.Count);
    }

    [Fact]
    public async Task A_stream_that_ends_is_not_opened_again()
    {
        Assert.Equal(Last, (await ReadAsync(Resumable.ReadAllAsync<int, int?>((cursor, _) => NumbersAsync(cursor, int.MaxValue), item => item))).Count);
        Assert.Single(cursors);
    }

    [Fact]
    public async Task What_cannot_heal_reaches_the_reader()
    {
        static async IAsyncEnumerable<int> FailAsync()
        {
            await Task.Yield();
            yield return 1;
            throw new InvalidOperationException("The cursor is unknown.");
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(Resumable.ReadAllAsync<int, int?>((_, _) => FailAsync(), item => item)));
    }

    [Fact]
    public async Task A_loss_after_the_reader_has_cancelled_is_a_cancellation()
    {
        using CancellationTokenSource reader = new();
        async IAsyncEnumerable<int> LoseAsync()
        {
            await reader.CancelAsync();
            yield return 1;
            throw new IOException("gone");
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(Resumable.ReadAllAsync<int, int?>((_, _) => LoseAsync(), item => item, cancellationToken: reader.Token)));
    }

    public static TheoryData<Exception, bool> Faults => new()
    {
        { new HttpRequestException("gone"), true },
        { new IOException("gone"), true },
        { new System.Net.Sockets.SocketException(111), true },
        { new HttpRequestException("503", null, HttpStatusCode.ServiceUnavailable), true },
        { new HttpRequestException("404", null, HttpStatusCode.NotFound), false },
        { new InvalidOperationException(), false },
        { new OperationCanceledException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_lost_connection_is_told_from_a_fault_that_does_not_heal(Exception exception, bool isLost) =>
        Assert.Equal(isLost, Resumable.IsConnectionLost(exception));

    [Fact]
    public async Task A_failure_of_an_application_is_a_loss_where_it_says_so()
    {
        int opened = 0;
        List<int> items = await ReadAsync(Resumable.ReadAllAsync<int, int?>(
            (cursor, _) => ++opened == 1 ? throw new InvalidDataException("UNAVAILABLE") : NumbersAsync(cursor, int.MaxValue),
            item => item,
            new() { ShouldResume = exception => exception is InvalidDataException }));
        Assert.Equal(Last, items.Count);
    }

    [Fact]
    public async Task While_nothing_comes_it_pauses_and_can_be_cancelled()
    {
        ManualTime time = new();
        int opened = 0;
        using CancellationTokenSource caller = new();
        Task<List<int>> reading = ReadAsync(Resumable.ReadAllAsync<int, int?>(
            (_, _) =>
            {
                opened++;
                throw new IOException("No site answers.");
            },
            item => item, new() { TimeProvider = time }, caller.Token));

        // The first failure is followed at once, the second by a pause of 0.1 s at most.
        await time.WaitForTimersAsync(1);
        Assert.Equal(2, opened);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await time.WaitForTimersAsync(2);
        Assert.Equal(3, opened);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Guard));
    }

    [Fact]
    public async Task Over_sites_that_are_killed_in_mid_stream_a_reader_sees_each_item_once()
    {
        TaskCompletionSource half = new();
        HttpSite first = Own(await HttpSite.StartAsync(async context =>
        {
            await WriteAsync(context, to: 10);
            half.SetResult();
            await context.HangAsync();
        }, HttpProtocols.Http1));
        HttpSite second = Own(await HttpSite.StartAsync(context => WriteAsync(context, to: Last), HttpProtocols.Http1));
        HaClient client = Client(first.Name, second.Name);
        Task<List<int>> reading = ReadAsync(Resumable.ReadAllAsync<int, int?>((cursor, token) => LinesAsync(client, cursor, token), item => item, cancellationToken: Guard));
        await half.Task.WaitAsync(Guard);
        await first.KillAsync();

        Assert.Equal(Enumerable.Range(1, Last), await reading);
        Assert.Equal((1, 1), (first.CallCount, second.CallCount));
    }

    private static async Task WriteAsync(HttpContext context, int to)
    {
        int from = int.Parse(context.Request.Query["after"].ToString(), CultureInfo.InvariantCulture);
        for (int i = from + 1; i <= to; i++)
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i}\n"));
        await context.Response.Body.FlushAsync();
    }

    private static async IAsyncEnumerable<int> LinesAsync(HaClient client, int? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.SendAsync(
            client.Plain(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/numbers?after={cursor ?? 0}")), cancellationToken);
        response.EnsureSuccessStatusCode();
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            yield return int.Parse(line, CultureInfo.InvariantCulture);
    }

    private static async Task<List<int>> ReadAsync(IAsyncEnumerable<int> stream)
    {
        List<int> items = [];
        await foreach (int item in stream)
            items.Add(item);
        return items;
    }

    private async IAsyncEnumerable<int> NumbersAsync(int? cursor, int losesAfter)
    {
        cursors.Add(cursor);
        int from = cursor ?? 0;
        for (int i = from + 1; i <= Last; i++)
        {
            await Task.Yield();
            if (i - from > losesAfter)
                throw new IOException("The site is gone.");
            yield return i;
        }
    }

    /// <summary>A clock on which every stream lasts for an hour, so that none waits.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref now, TimeSpan.TicksPerHour);
    }
}
