using ClientHa.Core;

namespace ClientHa.Testing.Simulation.Sites.Serving;

/// <summary>Calls that wait for something at their site, each for so long at most.</summary>
internal sealed class SiteWaits(SiteProcess process)
{
    private readonly List<(Func<bool, bool> Try, Instant Until)> waiting = [];

    /// <summary>Waits where it is not done at once.</summary>
    /// <param name="limit">How long it may wait.</param>
    /// <param name="tryIt">Is told whether its time is over, and says whether it is done; then it must be.</param>
    public void Enter(TimeSpan limit, Func<bool, bool> tryIt)
    {
        if (tryIt(limit <= TimeSpan.Zero))
            return;
        waiting.Add((tryIt, process.Site.World.Agenda.Now + limit));
        process.After(limit, Look);
    }

    /// <summary>Something has changed, or some time has passed.</summary>
    public void Look() => waiting.RemoveAll(each => each.Try(process.Site.World.Agenda.Now >= each.Until));
}
