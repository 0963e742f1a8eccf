using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Telling;

/// <summary>The text for a support mail, while a site is dead.</summary>
public sealed class ExplainTests
{
    [SitesFact]
    public async Task After_a_kill_it_says_why_the_site_is_out_when_it_is_asked_again_and_where_calls_go()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        Assert.Equal(0, await caller.AskAsync());
        await using HaFault kill = await sites.Site(0).KillAsync();
        Assert.Equal(1, await caller.AskAsync());

        string[] lines = caller.Handler.Explain().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.EndsWith(" Connected to 1.ha.test.", lines[0], StringComparison.Ordinal);
        Assert.Contains("stands for 2 sites; the first choice is 0.ha.test (Ordered). Reconnect delay 60 min,", lines[1], StringComparison.Ordinal);
        Assert.Matches(
            @"^0\.ha\.test:\d+ \(first choice\): ejected since [\d:]{8}, for \d+ s \([^)]*connection[^)]*\)\. " +
            @"It takes no calls before [\d:]{8} and two good probes in a row \(0 so far\)\. ", lines[2]);
        Assert.EndsWith($" 0 calls in flight. Addresses: {sites.Site(0).EndPoint}.", lines[2], StringComparison.Ordinal);
        Assert.Matches(@"^1\.ha\.test:\d+ \(in use\): available since .* It has answered over its present connections\. ", lines[3]);
    }
}
