using System.Globalization;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>Which answers say something of the site, and which of the call alone.</summary>
public class SiteHealthTests : AttemptTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_calls_that_find_nothing_change_nothing(bool inTrailers)
    {
        HttpSite site = await AnsweringAsync(inTrailers);
        HttpSite other = await GoodSiteAsync();
        HaClient client = StillClient(site.Name, other.Name);
        await client.AskAsync(Asking(client, 5), Guard);
        string before = Shown(client.Status);

        await Parallel.ForAsync(0, 1000, Guard, async (_, cancellationToken) =>
            Assert.Equal(5, (await client.AskAsync(Asking(client, 5), cancellationToken)).Status));

        Assert.Equal(before, Shown(client.Status));
        Assert.Equal(1001, site.CallCount);
        Assert.Equal(0, other.CallCount);
    }

    /// <summary>Statuses, each with the number of the method that answers it.</summary>
    public static TheoryData<string, SiteState> Runs => new()
    {
        { "13/a 13/b 13/a 13/b 13/a",      SiteState.Ejected },
        { "13/a 2/a 15/a 13/a 13/b",       SiteState.Ejected },
        { "13/a 13/b 13/a 13/b",           SiteState.Available },
        { "13/a 13/a 13/a 13/a 13/a 13/a", SiteState.Available },
        { "13/a 13/b 13/a 13/b 0/a 13/a",  SiteState.Available },
        { "13/a 13/b 13/a 13/b 5/a 13/a",  SiteState.Available },
        { "3/a 3/b 7/a 9/b 16/a 12/b",     SiteState.Available },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Five_broken_answers_in_a_row_over_two_methods_eject_a_site(string run, SiteState after) => RunAsync(run, after, inTrailers: true);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task They_do_so_in_the_headers_too(string run, SiteState after) => RunAsync(run, after, inTrailers: false);

    /// <summary>The end of such a call's empty body is no second, good answer.</summary>
    [Fact]
    public async Task They_do_so_too_while_the_calls_are_still_being_sent()
    {
        HttpSite site = await SiteAsync(context => context.TrailersOnlyAsync(13));
        HttpSite other = await GoodSiteAsync();
        HaClient client = StillClient(site.Name, other.Name);

        for (int i = 0; i < 5; i++)
        {
            ScriptedContent endless = new(async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));
            using CancellationTokenSource end = new();
            await client.AskAsync(client.Call(endless, $"/clinic.Clinic/M{i % 2}"), end.Token);
            await end.CancelAsync();
        }

        Assert.Equal(SiteState.Ejected, client.State(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_site_is_kept_while_no_other_answers(bool inTrailers)
    {
        HttpSite site = await AnsweringAsync(inTrailers);
        HaClient client = StillClient(site.Name);

        for (int i = 0; i < 10; i++)
            await client.AskAsync(Asking(client, 13, $"/clinic.Clinic/M{i % 2}"), Guard);

        Assert.Equal(SiteState.Available, client.State(0));
    }

    [Fact]
    public async Task A_site_that_drains_finishes_its_calls_and_gets_no_new_ones()
    {
        TaskCompletionSource mayEnd = new();
        HttpSite draining = await SiteAsync(async context =>
        {
            context.Response.Headers["clientha-elsewhere"] = "drain";
            await context.BeginAsync();
            await mayEnd.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Answers.Message, context.RequestAborted);
            context.End(0);
        });
        HttpSite other = await GoodSiteAsync();
        HaClient client = StillClient(draining.Name, other.Name);

        using HttpResponseMessage first = await client.SendAsync(client.Unary(), Guard);
        Assert.Equal(SiteState.Draining, client.State(0));
        await client.AskAsync(client.Unary(), Guard);
        mayEnd.SetResult();

        Assert.Equal(Answers.Message, await first.Content.ReadAsByteArrayAsync(Guard));
        Assert.Equal(1, draining.CallCount);
        Assert.Equal(1, other.CallCount);
    }

    private async Task RunAsync(string run, SiteState after, bool inTrailers)
    {
        HttpSite site = await AnsweringAsync(inTrailers);
        HttpSite other = await GoodSiteAsync();
        HaClient client = StillClient(site.Name, other.Name);

        foreach (string[] step in run.Split(' ').Select(each => each.Split('/')))
        {
            int status = int.Parse(step[0], CultureInfo.InvariantCulture);
            Assert.Equal(status, (await client.AskAsync(Asking(client, status, $"/clinic.Clinic/{step[1]}"), Guard)).Status);
        }

        Assert.Equal(after, client.State(0));
        Assert.Equal(0, other.CallCount);
    }

    private static HttpRequestMessage Asking(HaClient client, int status, string method = HaClient.Method)
    {
        HttpRequestMessage request = client.Unary(method: method);
        request.Headers.Add("answer", status.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private Task<HttpSite> AnsweringAsync(bool inTrailers) => SiteAsync(async context =>
    {
        int status = int.Parse(context.Request.Headers["answer"].Single()!, CultureInfo.InvariantCulture);
        if (!inTrailers)
        {
            await context.TrailersOnlyAsync(status);
            return;
        }
        await context.BeginAsync();
        context.End(status);
    });

    private static string Shown(HaStatus status) =>
        string.Join("; ", [$"{status} {status.IsPanic}", .. status.Sites.Select(site => $"{site} {site.IsConnected} {site.NextProbe} {site.CallsInFlight}")]);
}
