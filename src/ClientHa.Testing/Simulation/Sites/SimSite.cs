using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Checks;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>A site: the real replica in a shell that is simulated.</summary>
internal sealed class SimSite(World world, int number, WallClock clock) : Node(world, number, $"site {number}", clock)
{
    public int Number { get; } = number;

    public SiteMood Mood { get; } = new();

    public override void Accept(ConnectionEnd end) => end.Received = message =>
    {
        if (message is not Request request)
            return;
        Said said = Mood.InPlaceOf(request.Ask) ?? Answer(request.Ask);
        if (request.Ask is Ask.Health || Mood.Slowness == TimeSpan.Zero)
            end.Send(new Response(request.Number, said));
        else
            After(Mood.Slowness, () => end.Send(new Response(request.Number, said)));
    };

    protected override void Starting()
    {
    }

    protected override void Ended()
    {
    }

    private Said Answer(Ask ask)
    {
        switch (ask)
        {
            case Ask.Health:
                return new Said.Health(IsServing: true);
            case Ask.Watch:
                return new Said.Watching();
            case Ask.Book book:
                foreach (ISiteCheck check in World.Checks.OfSites)
                    check.Booked(this, book.Number);
                return new Said.Done();
            default:
                return new Said.Done();
        }
    }
}
