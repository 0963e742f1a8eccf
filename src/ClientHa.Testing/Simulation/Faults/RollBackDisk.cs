using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Sites;
using ClientHa.Testing.Simulation.Sites.Storage;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A backup is taken, and put back when the fault ends: by then the site has written more. Not once all is to be healed.</summary>
internal sealed class RollBackDisk(int site) : Fault
{
    private DiskImage? image;
    private Shadow? shadow;

    public override void Apply(World world)
    {
        if (world.Sites[site].Disk.Image.Meta is not { Cluster: not null, IsJoining: false })
            return;
        image = world.Sites[site].Disk.Image.Copy();
        shadow = world.Ledger.ShadowOf(world.Sites[site]).Copy();
    }

    public override void Heal(World world)
    {
        SimSite rolledBack = world.Sites[site];
        ReplicaId? life = rolledBack.Disk.Image.Meta?.Replica;

        // A backup of an earlier life is not put back: whoever does that is told to by nobody.
        if (image is null || world.IsHealing || image.Meta!.Replica != life)
            return;
        rolledBack.TakeDown(cutsPower: true);
        world.Ledger.DiskRolledBack(rolledBack, shadow!, life.Value);
        rolledBack.Disk.Replace(image);
        rolledBack.BringBack();
    }

    public override string ToString() => $"the disk of site {site} is rolled back, at the end of this, to what it holds now";
}
