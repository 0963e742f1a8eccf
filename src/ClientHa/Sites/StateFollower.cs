using ClientHa.Core.Failover;

namespace ClientHa.Sites;

/// <summary>
/// Carries out what follows from the changes of a directory's state, one after the other and in their order: connections that are not
/// trusted any more are left, attempts moved, names looked up; log, metrics and status told.
/// </summary>
internal sealed class StateFollower(SiteDirectory directory, SiteKeeper keeper, Action<HaStatus> tell)
{
    /// <summary>The one reader of the changes.</summary>
    public async Task RunAsync(IAsyncEnumerable<StateChange> changes)
    {
        await foreach (StateChange changed in changes.ConfigureAwait(false))
        {
            bool isNetworkNew = changed.Old.Surroundings.ChangedAt != changed.New.Surroundings.ChangedAt;
            foreach (Site site in directory.Sites)
                Try(() => Follow(site, changed.Old.Sites[site.Index], changed.New.Sites[site.Index], isNetworkNew));
            if (changed.IsTold)
                Try(() => Tell(changed));
        }
    }

    /// <summary>Whatever fails of one change, those after it are followed: calls must go on being moved.</summary>
    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            directory.Telemetry.FollowerFailed(exception);
        }
    }

    private void Follow(Site site, SiteHealth before, SiteHealth after, bool isNetworkNew)
    {
        if (after.Generation == before.Generation)
            return;
        site.RetireBefore(after.Generation, after.State == SiteState.Ejected || isNetworkNew);

        // What moved was looked up just now; a name that leads elsewhere each time would be looked up without end.
        if (after.EndpointKey == before.EndpointKey)
            keeper.Resolve(site);
    }

    private void Tell(in StateChange changed)
    {
        directory.Telemetry.Changed(changed, directory);
        tell(StatusReport.Of(directory, changed.New));
    }
}
