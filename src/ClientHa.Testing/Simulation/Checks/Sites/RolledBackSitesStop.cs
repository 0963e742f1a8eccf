using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Storage": a disk that was rolled back is found by the hello, or by what the peer says after it. From the moment at which a site that it has dialled shows
/// it more of its own operations than it has, it accepts nothing: that would get numbers that were given before.
/// </summary>
internal sealed class RolledBackSitesStop : Check, ISiteCheck
{
    private readonly SortedSet<int> told = [];

    public override string Rule => "a rolled-back site stops";

    public void Recovered(SimSite site, Replica replica) => told.Remove(site.Number);

    public void Heard(SimSite site, int peer, VersionVector? has)
    {
        ReplicaId id = site.Process!.Replica.Id;
        if (has is not null && site.Process.Links.HasDialled(peer) && has[id] > site.Process.Replica.Vector[id])
            told.Add(site.Number);
    }

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects) => SimulationViolation.Unless(
        input is not ReplicaInput.Write || !told.Contains(site.Number), Rule, $"{site} takes a write, and has heard that others have more of its operations than it");
}
