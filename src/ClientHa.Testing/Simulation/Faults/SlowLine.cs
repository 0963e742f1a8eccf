using System.Globalization;

namespace ClientHa.Testing.Simulation.Faults;

/// <summary>Packets between clients and a site take longer.</summary>
internal sealed class SlowLine(int? client, int site, TimeSpan delay) : Fault
{
    public override void Apply(World world) => Add(world, delay);

    public override void Heal(World world) => Add(world, -delay);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"packets between {Lines.Name(client)} and site {site} take {delay.TotalMilliseconds:0} ms longer");

    private void Add(World world, TimeSpan more)
    {
        foreach (Clients.SimClient each in Lines.Of(world, client))
        {
            world.Net.LineOf(each, world.Sites[site]).Delay += more;
            world.Net.LineOf(world.Sites[site], each).Delay += more;
        }
    }
}
