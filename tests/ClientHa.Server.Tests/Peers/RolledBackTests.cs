using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Peers;
using ClientHa.Server.Sites;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Log.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Peers;

/// <summary>A site that learns from a peer that its disk was rolled back.</summary>
public sealed class RolledBackTests
{
    [Fact]
    public async Task It_stops_although_it_cannot_write_down_that_it_comes_back_as_a_new_life()
    {
        FaultyFiles files = new();
        await using RunningSite site = await RunningSite.StartAsync(
            builder => builder.Services.AddSingleton<ISyncedFiles>(files).AddSingleton<ISite, EmbeddedSite>());
        PeerHost host = ((EmbeddedSite)site.App.Services.GetRequiredService<ISite>()).Peers!.Host;
        await host.Membership.Member.WaitAsync(HangGuard.Token);
        files.OnCreate = (_, _) => throw new IOException("No space left on device");

        host.RolledBack("this site's disk was rolled back", 7);

        string? told = site.App.Services.GetRequiredService<SiteFault>().Message;
        Assert.Contains("could not be written down (No space left on device): see to the disk, and start it again", told, StringComparison.Ordinal);
        Assert.False(site.Health.Current.IsServing);
    }
}
