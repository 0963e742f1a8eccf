using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ClientHa.Resolving;

namespace ClientHa.Sites;

/// <summary>Connects to all sites at once when the first call comes, and closes the connections again: which of them is nearest?</summary>
internal static class NearestRace
{
    public static void Start(SiteDirectory directory, CancellationToken cancellationToken)
    {
        directory.Change(static (state, now) => state.OrderAwaited(now));
        foreach (Site site in directory.Sites)
            _ = ConnectAsync(directory, site, cancellationToken);
    }

    private static async Task ConnectAsync(SiteDirectory directory, Site site, CancellationToken cancellationToken)
    {
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            TimeProvider timeProvider = directory.Clock.TimeProvider;
            ImmutableArray<IPEndPoint> endpoints = await site.Addresses.GetAsync(cancellationToken).ConfigureAwait(false);
            long began = timeProvider.GetTimestamp();
            using Socket socket = await ConnectRace.ConnectAsync(endpoints, directory.Plan.ConnectTimeout, timeProvider, cancellationToken).ConfigureAwait(false);
            site.Connected(timeProvider.GetElapsedTime(began));
        }
        catch (Exception exception) when (exception is NameResolutionException or ConnectFailedException or OperationCanceledException or SocketException)
        {
            // It stands last then. What is to be thought of the site is for calls and probes to find.
        }
    }
}
