namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Packets between clients and a site vanish, both ways or one; the sites see each other.</summary>
internal sealed class CutOff(int? client, int site, bool toSite, bool toClient) : Fault
{
    public static Fault Draw(Dice dice, SimulationOptions options)
    {
        int? client = Lines.Draw(dice, options);
        int way = dice.Below(4);
        return new CutOff(client, dice.Below(options.Sites), toSite: way != 0, toClient: way != 1);
    }

    public override void Apply(World world)
    {
        foreach (Clients.SimClient each in Lines.Of(world, client))
        {
            if (toSite)
                world.Net.Block(each, world.Sites[site]);
            if (toClient)
                world.Net.Block(world.Sites[site], each);
        }
    }

    public override void Heal(World world)
    {
        foreach (Clients.SimClient each in Lines.Of(world, client))
        {
            if (toSite)
                world.Net.Unblock(each, world.Sites[site]);
            if (toClient)
                world.Net.Unblock(world.Sites[site], each);
        }
    }

    public override string ToString() => (toSite, toClient) switch
    {
        (true, true) => $"{Lines.Name(client)} and site {site} do not see each other",
        (true, false) => $"site {site} does not hear {Lines.Name(client)}",
        _ => $"{Lines.Name(client)} does not hear site {site}",
    };
}
