using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Checks;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Load;

/// <summary>Watches all documents, now here, now there: each watch goes on from the cursor of the one before.</summary>
internal sealed class DocumentWatcher : Node
{
    private readonly Dice dice;
    private readonly SitePort[] ports;
    private SitePort? port;
    private int number;
    private int turn;

    public DocumentWatcher(World world, int index, string name, WallClock clock)
        : base(world, index, name, clock)
    {
        dice = world.Dice(name);
        ports = [.. world.Sites.Select(site => new SitePort(this, site, Receive))];
        foreach (SitePort each in ports)
            each.Lost = () => MoveFrom(each);
    }

    /// <summary>What it has been told of.</summary>
    public VersionVector Cursor { get; private set; } = VersionVector.Empty;

    public override void Accept(ConnectionEnd end) => end.Close("nobody listens here");

    protected override void Starting() => After(dice.Milliseconds(100, 3_000), Move);

    protected override void Ended()
    {
    }

    /// <summary>Goes to some site, and stays a while.</summary>
    private void Move()
    {
        int mine = ++turn;
        port?.Close();
        port = dice.Pick(ports);
        Ask(mine, tries: 20);
        After(World.IsEnding ? dice.Seconds(3, 8) : dice.Span(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(dice.Pick([3, 20, 60]))), () =>
        {
            if (mine == turn)
                Move();
        });
    }

    private void Ask(int mine, int tries)
    {
        if (mine != turn || tries == 0)
            return;
        if (port!.Send(new Ask.Watch(Cursor)) is { } sent)
            number = sent;
        else
            After(TimeSpan.FromMilliseconds(100), () => Ask(mine, tries - 1));
    }

    private void MoveFrom(SitePort lost)
    {
        if (lost != port)
            return;
        turn++;
        port = null;
        After(dice.Milliseconds(10, 500), Move);
    }

    private void Receive(SitePort from, Response response)
    {
        if (from != port || response.Number != number)
            return;
        foreach (ISiteCheck check in World.Checks.OfSites)
            check.Watched(this, Cursor, response.Said);
        switch (response.Said)
        {
            case Said.Change change:
                Cursor = change.Cursor;
                World.Timeline.Record(TimelineKind.WatchDelivered, Index, port.Site.Number, change.Operation.Chain);
                break;
            case Said.Reset reset:
                Cursor = reset.Cursor;
                break;
            case Said.Watching:
                break;
            default:
                MoveFrom(from);
                break;
        }
    }
}
