using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Security;

namespace ClientHa.Server.Tests.Sites;

/// <summary>A cluster whose clocks were an hour ahead and were set back, and a site that joins it then.</summary>
public sealed class AcceptedClockTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-clock-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_site_that_joins_takes_what_is_ahead_where_it_is_told_that_the_clocks_were_wrong()
    {
        await using DocumentsSite site = await SetBackAsync();
        await using DocumentsSite joining = await DocumentsSite.ServeAsync(
            directory.CreateSubdirectory("1"), options => (options.Site, options.Peers, options.AcceptClock) = (1, [site.Grpc], true));

        Assert.NotNull(await joining.Documents.GetAsync("before", HangGuard.Token));
        await site.Documents.PutAsync("after", new byte[1], HangGuard.Token);
        await joining.Documents.PutAsync("here", new byte[1], HangGuard.Token);
        await Eventually.UntilAsync(async () => await joining.Documents.GetAsync("after", HangGuard.Token) is not null
            && await site.Documents.GetAsync("here", HangGuard.Token) is not null);
    }

    [Fact]
    public async Task Else_it_waits_and_says_how_it_need_not()
    {
        await using DocumentsSite site = await SetBackAsync();
        await using DocumentsSite joining = await DocumentsSite.StartAsync(
            directory.CreateSubdirectory("1"), options => (options.Site, options.Peers) = (1, [site.Grpc]));

        SitePeers peers = ((EmbeddedSite)joining.Access).Peers!;
        await Eventually.UntilAsync(() => Task.FromResult(
            peers.Report().Single().LastBadReason.EndsWith("start this site with --accept-clock", StringComparison.Ordinal)));
        Assert.False(joining.Health.IsServing);
    }

    /// <summary>A site that has written with a clock that was an hour ahead, and runs with one that is not.</summary>
    private async Task<DocumentsSite> SetBackAsync()
    {
        DirectoryInfo data = directory.CreateSubdirectory("0");
        ShiftedTime wrong = new();
        wrong.Pass(TimeSpan.FromHours(1));
        await using (DocumentsSite before = await DocumentsSite.ServeAsync(data, time: wrong))
        {
            await before.Documents.PutAsync("before", new byte[1], HangGuard.Token);
            await before.StopAsync();
        }
        return await DocumentsSite.ServeAsync(data, options => options.AcceptClock = true);
    }
}
