using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Xunit;

namespace ClientHa.Integration.Tests.Client.Failures;

/// <summary>What an older connection of a site reports changes nothing.</summary>
public sealed class OlderConnectionTests
{
    [SitesFact]
    public async Task A_call_that_is_lost_with_a_connection_from_before_the_last_failure_ejects_nobody()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.ConnectReturning();
        Assert.Equal(0, await caller.AskAsync());
        TaskCompletionSource never = new();
        string connection = "";
        sites[0].OnCall = context =>
        {
            connection = context.Connection.Id;
            return Says.StreamUntil(never.Task)(context);
        };
        using HttpResponseMessage old = await caller.SendAsync(caller.Request(new ByteArrayContent(Caller.Message)));
        using Stream body = await old.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1]);
        sites[0].OnCall = Says.Status(14);
        Assert.Equal(1, await caller.AskAsync());

        // New calls are home again, on a connection of their own, while the old one still carries its stream.
        sites[0].OnCall = Says.Ok;
        await caller.AskUntilAsync(0);
        Assert.Equal(1, caller.Status.Sites[0].CallsInFlight);
        sites.Connections.Abort(connection);
        await Assert.ThrowsAsync<IOException>(async () => await body.ReadExactlyAsync(new byte[1]));

        Assert.Equal(SiteState.Available, caller.State(0));
        Assert.All(await caller.AskAsync(5), site => Assert.Equal(0, site));
        Assert.Single(sites.History.Ejections);
    }
}
