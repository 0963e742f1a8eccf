using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Conflicts" and "Deletes": a site's answer to a read is the write with the greatest version that it has, and nothing
/// where that is a delete. Seen where all that is there is durable.
/// </summary>
internal sealed class ReadsShowTheNewest : Check, ISiteCheck
{
    public override string Rule => "a read shows the newest";

    public void Decided(SimSite site, ReplicaInput input, VersionVector before, ReadOnlySpan<ReplicaEffect> effects)
    {
        Shadow shadow = site.World.Ledger.ShadowOf(site);
        if (input is not ReplicaInput.Get get || !shadow.Vector.Equals(before))
            return;
        WriteVersion? shown = ((ReplicaReply.Found)((ReplicaEffect.Reply)effects[0]).Value).Document?.Version;
        WriteVersion? newest = shadow.Find(get.Key) is { IsDeleted: false } document ? document.Version : null;
        SimulationViolation.Unless(shown == newest, Rule, $"{site} shows {shown} of {get.Key}, and it has {newest}");
    }
}
