using ClientHa.Server.Tests.Hosting;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Server.Tests.Sessions;

/// <summary>What a site makes of a caller's session, as it stands in the messages.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_read_after_a_write_at_another_site_waits_until_that_has_come()
    {
        await using SessionSite first = await SessionSite.ServeAsync();
        await using SessionSite second = await SessionSite.ServeAsync(first, options => options.SessionWait = Long);
        for (int number = 0; number < 20; number++)
        {
            WriteResponse written = await first.PutAsync($"key {number}");
            Session session = new() { Vector = written.Site.Vector };

            GetResponse read = await second.GetAsync($"key {number}", session);
            Assert.Equal(written.Version, read.Document.Version);
            Assert.False(read.Site.Stale);
            Assert.Equal(number + 1, (await second.ListAsync(session)).Documents.Count);
        }
    }

    [Fact]
    public async Task A_site_that_has_waited_in_vain_sends_its_caller_elsewhere()
    {
        TimeSpan wait = TimeSpan.FromMilliseconds(50);
        await using SessionSite first = await SessionSite.ServeAsync(configure: options => options.SessionWait = wait);
        await using SessionSite second = await SessionSite.ServeAsync(first);
        Session session = await AheadAsync(first);
        long started = TimeProvider.System.GetTimestamp();

        await AssertBehindAsync(() => first.GetAsync("key", session));

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= wait);
        await AssertBehindAsync(() => first.ListAsync(session));
        await AssertBehindAsync(() => first.PutAsync("key", request => (request.Session, request.Condition) = (session, new Condition())));
    }

    [Fact]
    public async Task A_site_that_sees_no_other_one_sends_its_caller_elsewhere_at_once()
    {
        await using SessionSite site = await SessionSite.ServeAsync(configure: options => options.SessionWait = Long);
        Session session = await AheadAsync(site);
        using CancellationTokenSource soon = new(Long / 2);

        await AssertBehindAsync(() => site.GetAsync("key", session).WaitAsync(soon.Token));
    }

    [Fact]
    public async Task A_caller_that_takes_a_stale_answer_gets_it_at_once_and_marked()
    {
        await using SessionSite site = await SessionSite.ServeAsync(configure: options => options.SessionWait = Long);
        Session session = await AheadAsync(site);
        session.AcceptStale = true;

        GetResponse read = await site.GetAsync("key", session);

        Assert.Equal(("value", true), (read.Document.Value.ToStringUtf8(), read.Site.Stale));
        Assert.True((await site.ListAsync(session)).Site.Stale);
        Assert.False((await site.ListAsync(new Session { Vector = read.Site.Vector, AcceptStale = true })).Site.Stale);
    }

    [Fact]
    public async Task A_write_without_a_condition_needs_nothing_of_what_its_caller_has_read()
    {
        await using SessionSite site = await SessionSite.ServeAsync();
        Session session = await AheadAsync(site);

        Assert.NotNull((await site.PutAsync("key", request => request.Session = session)).Version);
    }

    [Fact]
    public async Task Each_answer_says_who_answers_and_what_is_there()
    {
        await using SessionSite site = await SessionSite.ServeAsync();
        WriteResponse first = await site.PutAsync("a");
        WriteResponse second = await site.PutAsync("b");
        GetResponse read = await site.GetAsync("b");
        using WireServerStreamingCall<WatchResponse> watch = site.Watch();
        WatchResponse? watched = await watch.ReadAsync(HangGuard.Token);
        while (watched!.Changes.Count == 0)
            watched = await watch.ReadAsync(HangGuard.Token);

        Assert.Equal((1UL, 2UL), (SequenceIn(first.Site), SequenceIn(second.Site)));
        Assert.Equal((2UL, 2UL), (SequenceIn(read.Site), SequenceIn(watched.Site)));
        Assert.Equal([second.Replica, second.Replica], [read.Site.Replica, watched.Site.Replica]);
        Assert.Equal(0UL, read.Site.Confirmed);
    }

    [Fact]
    public async Task A_vector_that_no_site_has_given_is_refused()
    {
        await using SessionSite site = await SessionSite.ServeAsync();

        WireException refusal = await Assert.ThrowsAsync<WireException>(() => site.GetAsync("a", new Session { Vector = ByteString.CopyFrom(0xFF) }));

        Assert.Equal(WireStatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("session", refusal.Detail, StringComparison.Ordinal);
    }

    private static async Task AssertBehindAsync(Func<Task> call)
    {
        WireException refusal = await Assert.ThrowsAsync<WireException>(call);
        Assert.Equal((WireStatusCode.Unavailable, "behind"), (refusal.StatusCode, refusal.Trailers.GetText("clientha-elsewhere")));
        Assert.Contains("7 operations are missing here", refusal.Detail, StringComparison.Ordinal);
    }

    /// <summary>A session that has seen more of the site than there is.</summary>
    private static async Task<Session> AheadAsync(SessionSite site)
    {
        Vector vector = Vector.Parser.ParseFrom((await site.PutAsync("key")).Site.Vector);
        vector.Entries[0].Sequence += 7;
        return new Session { Vector = vector.ToByteString() };
    }

    private static ulong SequenceIn(SiteWord word) => Assert.Single(Vector.Parser.ParseFrom(word.Vector).Entries).Sequence;
}
