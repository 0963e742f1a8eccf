using ClientHa.V1;
using ClientHa.Wire;
using Xunit;

namespace ClientHa.Services.Tests.Sessions;

/// <summary>A client that has seen at one site what the next one lacks, and that nobody can hand over.</summary>
public sealed class StaleReadTests
{
    [Fact]
    public async Task A_read_that_no_site_covers_is_marked_stale()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = await HavingSeenMoreAsync(sites, SessionBehavior.StaleAtLast);

        Document? document = await client.GetAsync("a");
        DocumentReading absent = await client.ReadAsync("nothing");
        DocumentPage page = await client.ListPageAsync();

        Assert.Equal(("old", true), (document!.Text, document.IsStale));
        Assert.Equal((null, true), (absent.Document, absent.IsStale));
        Assert.True(page.IsStale);
        // From the second read on nothing is asked for in vain.
        Assert.Equal([false, true, true], sites.Other.Requests<GetRequest>().Select(request => request.Session.AcceptStale));
    }

    [Fact]
    public async Task A_read_fails_where_no_site_covers_it_and_stale_ones_are_not_wanted()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = await HavingSeenMoreAsync(sites, SessionBehavior.NeverStale);

        HaCallException refusal = await Assert.ThrowsAsync<HaCallException>(() => client.GetAsync("a"));

        Assert.Equal(HaStatusCode.Unavailable, refusal.StatusCode);
        Assert.All(sites.Other.Requests<GetRequest>(), request => Assert.False(request.Session.AcceptStale));
        sites.Second.Take(sites.First);
        Assert.Equal("new", (await client.GetAsync("a"))!.Text);
    }

    [Fact]
    public async Task A_client_without_a_session_takes_what_any_site_has()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = await HavingSeenMoreAsync(sites, SessionBehavior.None);

        Document? document = await client.GetAsync("a");

        Assert.Equal(("old", false), (document!.Text, document.IsStale));
        Assert.All(sites.Other.Requests<GetRequest>(), request => Assert.Null(request.Session));
    }

    [Fact]
    public async Task A_read_goes_to_the_next_site_where_the_first_is_behind()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        sites.Home.Put = (_, _) =>
        {
            WireException readOnly = new(WireStatusCode.Unavailable, "The disk is full.");
            readOnly.Trailers.Add("clientha-elsewhere", "read-only");
            throw readOnly;
        };
        DocumentsClient writer = sites.Connect();
        await writer.PutAsync("a", "at the second");

        Document? document = await writer.GetAsync("a");

        Assert.Equal(("at the second", false), (document!.Text, document.IsStale));
        Assert.Single(sites.Home.Requests<GetRequest>());
        Assert.Single(sites.Other.Requests<PutRequest>());
    }

    [Fact]
    public async Task A_conditional_write_compares_with_nothing_older_than_what_was_read()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient client = await HavingSeenMoreAsync(sites, SessionBehavior.NeverStale);

        await Assert.ThrowsAsync<HaCallException>(() => client.PutAsync("b", "1", WriteCondition.IfAbsent));
        await client.PutAsync("b", "2");

        Assert.Equal("2", sites.Second.ValueOf("b"));
    }

    [Fact]
    public async Task A_write_that_is_to_be_at_two_sites_says_so_and_whether_it_was()
    {
        await using TwoReplicas sites = await TwoReplicas.StartAsync();
        DocumentsClient local = sites.Connect();
        DocumentsClient safe = sites.Connect(options => (options.WriteConcern, options.WriteConcernTimeout) = (WriteConcern.AnyPeer, TimeSpan.FromMilliseconds(50)));

        Assert.False((await local.PutAsync("a", "1")).IsUnconfirmed);
        Assert.True((await safe.PutAsync("a", "2")).IsUnconfirmed);

        PutRequest[] requests = [.. sites.Home.Requests<PutRequest>()];
        Assert.Null(requests[0].Concern);
        Assert.Equal((true, 50), (requests[1].Concern.AnyPeer, requests[1].Concern.TimeoutMilliseconds));
    }

    [Theory]
    [InlineData("Session")]
    [InlineData("WriteConcern")]
    [InlineData("WriteConcernTimeout")]
    [InlineData("MaxKeptWrites")]
    public void Options_out_of_range_are_refused(string option)
    {
        ServiceClientOptions options = new();
        if (option == "Session")
            options.Session = (SessionBehavior)7;
        else if (option == "WriteConcern")
            options.WriteConcern = (WriteConcern)7;
        else if (option == "WriteConcernTimeout")
            options.WriteConcernTimeout = TimeSpan.FromHours(1);
        else
            options.MaxKeptWrites = -1;

        Assert.StartsWith(option, Assert.Throws<ArgumentException>(() => new DocumentsClient("grpc://ha.test:8001", 2, options)).Message, StringComparison.Ordinal);
    }

    /// <summary>A client that has read at the first site, which is gone, what somebody else wrote there.</summary>
    private static async Task<DocumentsClient> HavingSeenMoreAsync(TwoReplicas sites, SessionBehavior behavior)
    {
        DocumentsClient somebody = sites.Connect(options => options.MaxKeptWrites = 0);
        DocumentsClient client = sites.Connect(options => options.Session = behavior);
        await somebody.PutAsync("a", "old");
        sites.Second.Take(sites.First);
        await somebody.PutAsync("a", "new");
        Assert.Equal("new", (await client.GetAsync("a"))!.Text);
        await sites.Home.KillAsync();
        return client;
    }
}
