using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>A site stands still for 1.5 s, as in a long pause of its garbage collector; not again while the fault lasts.</summary>
internal sealed class StallSite(int site) : Fault
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    public override bool IsHarmless => true;

    public override void Apply(World world)
    {
        SimSite stalled = world.Sites[site];
        if (stalled.Mood.Stalls++ > 0)
            return;
        stalled.Freeze();
        world.Agenda.After(Pause, stalled.Thaw);
    }

    public override void Heal(World world) => world.Sites[site].Mood.Stalls--;

    public override string ToString() => $"site {site} stands still for a moment";
}
