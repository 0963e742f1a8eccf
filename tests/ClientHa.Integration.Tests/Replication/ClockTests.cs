using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.V1;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A site whose clock is wrong.</summary>
public sealed class ClockTests
{
    [SitesFact]
    public async Task Clients_write_on_when_a_site_has_written_with_a_clock_that_is_years_ahead()
    {
        await using ReplicatedSites sites = await ReplicatedSites.StartAsync();
        DocumentsClient before = sites.ConnectTo(1);
        await before.PutAsync("key", "old", null, HangGuard.Token);
        using (HostilePeer peer = new(sites[0].Grpc))
        {
            await peer.GreetAsync();
            Operation operation = HostilePeer.Write();
            (operation.Key, operation.Stamp) = ("key", (ulong)new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() << 16);
            await peer.PushAsync(operation);
            await using WatchReader comes = new(before);
            await comes.ReadUntilAsync("key", "hostile");
        }

        foreach (DocumentsClient client in (DocumentsClient[])[before, sites.ConnectTo(0), sites.ConnectTo(1)])
        {
            for (int write = 0; write < 3; write++)
            {
                WriteResult written = await client.PutAsync("key", $"{write}", null, HangGuard.Token);
                Assert.False(written.IsSuperseded);
                Assert.Equal($"{write}", (await client.GetAsync("key", HangGuard.Token))?.Text);
            }
        }
        await sites.WaitUntilEqualAsync();
    }
}
