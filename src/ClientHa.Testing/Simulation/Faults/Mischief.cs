namespace ClientHa.Testing.Simulation.Faults;

/// <summary>What the protocol between sites makes good is lost, or comes twice, now and then. Its last loss is made good by a new link.</summary>
internal sealed class Mischief(int perMille) : Fault
{
    public override void Apply(World world) => Add(world, perMille);

    public override void Heal(World world)
    {
        Add(world, -perMille);
        ResetLinks.Cut(world);
    }

    public override string ToString() => $"{perMille} of 1000 messages between sites that may be lost, are, or come twice";

    private static void Add(World world, int more)
    {
        foreach (Sites.SimSite from in world.Sites)
        {
            foreach (Sites.SimSite to in world.Sites)
            {
                if (from != to)
                    world.Net.LineOf(from, to).MischiefPerMille += more;
            }
        }
    }
}
