namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Some packets between clients and a site get lost; TCP sends them again.</summary>
internal sealed class LossyLine(int? client, int site, int perMille) : Fault
{
    public override void Apply(World world) => Add(world, perMille);

    public override void Heal(World world) => Add(world, -perMille);

    public override string ToString() => $"{perMille} of 1,000 packets between {Lines.Name(client)} and site {site} are lost";

    private void Add(World world, int more)
    {
        foreach (Clients.SimClient each in Lines.Of(world, client))
        {
            world.Net.LineOf(each, world.Sites[site]).LossPerMille += more;
            world.Net.LineOf(world.Sites[site], each).LossPerMille += more;
        }
    }
}
