using ClientHa.Core.Failover;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// Who is ejected for what (client.md, "What counts as a failure of the site" and "Order and first choice"): an error of an older
/// generation changes nothing; a fault on this side and a silence alone blame nobody; a name's own failure marks that name alone, a
/// transport failure all names on the endpoint. On another network every connection is made anew, and every site asked.
/// </summary>
internal sealed class Blame : Check, IClientCheck
{
    public override string Rule => "a site is blamed for what is its fault";

    public void Recorded(SimClient client, in SiteEvent happened, FailoverState before, FailoverState after)
    {
        bool isOfConnection = happened.Kind is not (SiteEventKind.Local or SiteEventKind.Resolved or SiteEventKind.Renewed or SiteEventKind.NetworkChanged or SiteEventKind.Connected);
        SiteHealth accused = before.Sites[happened.Site];
        bool isStale = isOfConnection && happened.Generation != accused.Generation;
        SimulationViolation.Unless(
            !isStale || ReferenceEquals(before, after), Rule, $"{client} heeds {happened.Kind} of generation {happened.Generation} of site {happened.Site}, which is at {accused.Generation}");
        if (isStale)
            return;
        for (int i = 0; i < after.Sites.Length && happened.Kind == SiteEventKind.NetworkChanged; i++)
        {
            bool isAsked = after.Sites[i].Generation > before.Sites[i].Generation && after.Sites[i].NextProbeAt <= client.World.Agenda.Now;
            SimulationViolation.Unless(isAsked, Rule, $"{client} trusts its connections to site {i} although its network is another one");
        }
        bool mayEject = happened.Kind is SiteEventKind.Down or SiteEventKind.Broken || (happened.Kind == SiteEventKind.ProbeFailed && accused.IsSuspected && !happened.IsLocal);
        bool isTransport = happened.Kind == SiteEventKind.Down && !happened.NameAlone;
        for (int i = 0; i < after.Sites.Length; i++)
        {
            bool isEjected = before.Sites[i].IsUp && after.Sites[i].State == SiteState.Ejected;
            bool isAlias = before.Sites[i].EndpointKey is { } key && key == accused.EndpointKey;
            SimulationViolation.Unless(!isEjected || mayEject, Rule, $"{client} ejects site {i} for {happened.Kind}");
            SimulationViolation.Unless(!isEjected || i == happened.Site || isAlias, Rule, $"{client} ejects site {i} for a failure of site {happened.Site}");
            SimulationViolation.Unless(
                !isEjected || i == happened.Site || !happened.NameAlone, Rule, $"{client} ejects site {i} for the name of site {happened.Site}");
            SimulationViolation.Unless(
                !isTransport || !(i == happened.Site || isAlias) || !after.Sites[i].IsUp, Rule, $"{client} keeps site {i} after a failure of site {happened.Site}");
        }
    }
}
