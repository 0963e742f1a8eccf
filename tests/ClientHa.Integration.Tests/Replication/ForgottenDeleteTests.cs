using ClientHa.Integration.Tests.Cli;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.Testing;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A delete is remembered until every site has it and no retry can come: some ten minutes, which the sites' clocks are set forward by.</summary>
public sealed class ForgottenDeleteTests
{
    private static readonly TimeSpan BeyondAllRetries = TimeSpan.FromMinutes(11);

    [SitesFact]
    public async Task When_all_have_it_and_no_retry_can_come_it_is_forgotten_and_a_late_try_is_not_executed()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true, HangGuard.Token);
        WriteResult late;
        using (DocumentsClient client = SessionClients.To(cluster, 0))
        {
            await client.PutAsync("kept", "1", null, HangGuard.Token);
            late = await client.PutAsync("gone", "2", null, HangGuard.Token);
            await client.DeleteAsync("gone", null, HangGuard.Token);
            await WaitAsync(cluster, 0, 1, report => report.Tombstones == 1);
        }

        foreach (HaSite site in cluster.Sites)
            await site.SkewClockAsync(BeyondAllRetries);
        foreach (HaSite site in cluster.Sites)
            await site.RestartAsync();
        await WaitAsync(cluster, 0, 1, report => report is { Tombstones: 0, IsGood: true });

        foreach (HaSite site in cluster.Sites)
        {
            using RawDocuments raw = new(site);
            PutRequest again = new() { Key = "gone", Value = ByteString.CopyFromUtf8("2"), Identity = RawDocuments.Identity(late.Version) };
            again.Identity.Restamped = true;
            WireException refusal = await Assert.ThrowsAsync<WireException>(() => raw.CallAsync("Put", again));
            Assert.Equal(WireStatusCode.OutOfRange, refusal.StatusCode);
            Assert.StartsWith("OPERATION_EXPIRED: ", refusal.Detail, StringComparison.Ordinal);
            using DocumentsClient client = SessionClients.To(cluster, site.Number);
            Assert.Equal((null, "1"), ((await client.GetAsync("gone", HangGuard.Token))?.Text, (await client.GetAsync("kept", HangGuard.Token))?.Text));
        }
    }

    [SitesFact]
    public async Task A_site_that_is_away_keeps_the_others_from_forgetting_until_it_is_retired()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, cancellationToken: HangGuard.Token);
        using DocumentsClient before = SessionClients.To(cluster, 0), away = SessionClients.To(cluster, 1);
        await before.PutAsync("gone", "1", null, HangGuard.Token);
        await Eventually.UntilAsync(async () => await away.GetAsync("gone", HangGuard.Token) is not null, () => "the write does not arrive");
        await cluster[1].KillAsync();
        await before.DeleteAsync("gone", null, HangGuard.Token);

        await cluster[0].SkewClockAsync(BeyondAllRetries);
        await cluster[0].RestartAsync();
        using DocumentsClient client = SessionClients.To(cluster, 0);
        for (int write = 0; write < 5; write++)
        {
            await client.PutAsync("other", $"{write}", null, HangGuard.Token);
            await WaitAsync(cluster, 0, 0, report => report.Tombstones == 1);
        }

        CliRun retired = await CliRun.OfAsync("sites", "retire", "1", "--url", $"grpc://{cluster[0].EndPoint}");
        Assert.Equal(("", 0), (retired.Error, retired.ExitCode));
        await client.PutAsync("other", "the last", null, HangGuard.Token);
        await WaitAsync(cluster, 0, 0, report => report.Tombstones == 0);
    }

    private static async Task WaitAsync(HaCluster cluster, int first, int last, Func<SiteStatusReport, bool> holds)
    {
        SiteStatusReport[] reports = [];
        await Eventually.UntilAsync(
            async () =>
            {
                reports = await Task.WhenAll(cluster.Sites.Skip(first).Take(last - first + 1).Select(async site =>
                {
                    using SitesClient client = new(new HaOptions { Servers = [$"{site.EndPoint}"] });
                    return await client.GetStatusAsync(HangGuard.Token);
                }));
                return reports.All(holds);
            },
            () => string.Join(Environment.NewLine, reports.Select(report => $"site {report.Site}: {report.Tombstones} tombstones, {StatusText.Of(report)}")));
    }
}
