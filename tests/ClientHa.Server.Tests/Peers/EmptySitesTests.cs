using ClientHa.Core.Replication;
using ClientHa.Server.Events;
using ClientHa.Server.Hosting;
using ClientHa.Server.Peers;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Peers;

/// <summary>Sites that are all empty and wait for one more, which may take a night: they ask each other four times a second.</summary>
public sealed class EmptySitesTests : IDisposable
{
    private const string Nobody = "127.0.0.1:1";

    private readonly DirectoryInfo first = Directory.CreateTempSubdirectory("clientha-empty-");
    private readonly DirectoryInfo second = Directory.CreateTempSubdirectory("clientha-empty-");

    public void Dispose()
    {
        first.Delete(recursive: true);
        second.Delete(recursive: true);
    }

    [Fact]
    public async Task What_they_say_to_each_other_is_no_event()
    {
        await using DocumentsSite asked = await DocumentsSite.StartAsync(second, options => (options.Site, options.Peers) = (1, [Nobody]));
        await using DocumentsSite asking = await DocumentsSite.StartAsync(first, options => options.Peers = [asked.Grpc, Nobody]);
        PeerDialer dialer = ((EmbeddedSite)asking.Services.GetRequiredService<ISite>()).Peers!.Dialers[0];

        // All that there is to tell of a call was told before the next one.
        PeerSighting? seen = null;
        for (int calls = 0; calls < 2; calls++)
            await Eventually.UntilAsync(() => Task.FromResult(dialer.Sighting is PeerSighting.Empty now && !ReferenceEquals(seen, now) && (seen = now) is not null));

        Assert.DoesNotContain(Events(asking), text => text.Contains(asked.Grpc, StringComparison.Ordinal) && !text.StartsWith("The site is", StringComparison.Ordinal));
        Assert.DoesNotContain(Events(asked), text => text.StartsWith("Connected to", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Events(DocumentsSite site) => site.Services.GetRequiredService<RecentEvents>().All.Select(one => one.Text);
}
