namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A machine is dark for a while: nobody hears from it, and its disk keeps what was flushed.</summary>
internal sealed class CutPower(int site) : Fault
{
    public override void Apply(World world) => world.Sites[site].TakeDown(cutsPower: true);

    public override void Heal(World world) => world.Sites[site].BringBack();

    public override string ToString() => $"site {site} has no power";
}
