using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site whose clock is wrong.</summary>
public sealed class ClockTests
{
    [SitesFact]
    public async Task Clients_write_on_while_what_a_peer_has_stamped_years_ahead_waits()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        using HostilePeer peer = new(sites[0].Grpc);
        await peer.GreetAsync();
        Operation operation = HostilePeer.Write();
        (operation.Key, operation.Stamp) = ("key", (ulong)new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() << 16);
        await peer.PushAsync(operation);
        SiteStatusReport held = await sites[0].WaitForStatusAsync(status => status.Links.Any(link => link.State == ReplicationState.ClockSkew));
        Assert.Contains("they are stamped 2100-01-01 00:00:00.000Z", held.Links.Single(link => link.Site == HostilePeer.Site).LastBadReason, StringComparison.Ordinal);

        foreach (DocumentsClient client in (DocumentsClient[])[sites.ConnectTo(0), sites.ConnectTo(1)])
        {
            for (int write = 0; write < 3; write++)
            {
                WriteResult written = await client.PutAsync("key", $"{write}", null, HangGuard.Token);
                Assert.False(written.IsSuperseded);
                Assert.Equal($"{write}", (await client.GetAsync("key", HangGuard.Token))?.Text);
            }
        }
        Assert.DoesNotContain((await sites[0].StatusAsync()).Vector, position => position.Site == HostilePeer.Site);
    }
}
