using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>server.md, "Founding": two clusters can never be merged, so a site that knows of all others founds none beside another.</summary>
internal sealed class OneCluster : Check, ISiteCheck
{
    public override string Rule => "one cluster is founded";

    public void Founded(SimSite site)
    {
        foreach (SimSite other in site.World.Sites)
        {
            SimulationViolation.Unless(
                other == site || other.Disk.Image.Meta is not { Cluster: not null, IsJoining: false }, Rule, $"{site} founds a cluster, and {other} is a member of one");
        }
    }
}
