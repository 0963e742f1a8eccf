namespace ClientHa.Testing.Simulation.Network;

/// <summary>
/// The network between machines, as TCP shows it to programs: a connection keeps order and loses nothing while it lives; what a cut
/// line swallows is sent again when the line is back; two connections overtake each other.
/// </summary>
internal sealed class Net(World world)
{
    private static readonly TimeSpan FirstRetransmission = TimeSpan.FromMilliseconds(200);

    private readonly Dice dice = world.Dice("network");
    private readonly Dictionary<(int From, int To), Line> lines = [];
    private readonly List<Connection> connections = [];

    public World World { get; } = world;

    public IReadOnlyList<Connection> Connections => connections;

    /// <summary>The line from one machine to another, one way.</summary>
    public Line LineOf(Node from, Node to)
    {
        (int, int) place = (from.Index, to.Index);
        if (!lines.TryGetValue(place, out Line? line))
            lines.Add(place, line = new(World.Options.Latency(from, to)));
        return line;
    }

    /// <summary>
    /// Opens a connection. Told to the process that wanted it: the end, or null where it was refused. Nothing is told where packets
    /// vanish, however long: waiting has an end only where the caller makes one.
    /// </summary>
    public Dialing Connect(Node from, Node to, Action<ConnectionEnd?> done)
    {
        Dialing dialing = new(this, from, to, done);
        dialing.Send(attempt: 0);
        return dialing;
    }

    /// <summary>Packets from one machine to another vanish from now on; blocks are counted, each is taken back once.</summary>
    public void Block(Node from, Node to) => LineOf(from, to).Blocks++;

    public void Unblock(Node from, Node to)
    {
        if (--LineOf(from, to).Blocks > 0)
            return;
        foreach (Connection connection in Of(to))
            connection.Resume(from, to);
    }

    public bool IsBlocked(Node from, Node to) => LineOf(from, to).IsBlocked;

    /// <summary>How long a packet takes; a lost one costs its retransmissions.</summary>
    public TimeSpan Latency(Node from, Node to)
    {
        Line line = LineOf(from, to);
        TimeSpan latency = dice.Span(line.Latency, line.Latency * 2) + line.Delay;
        for (int i = 0; i < 6 && line.LossPerMille > 0 && dice.PerMille(line.LossPerMille); i++)
            latency += FirstRetransmission * (1 << i);
        return latency;
    }

    /// <summary>When TCP tries again once a line is back.</summary>
    public TimeSpan Retransmission() => dice.Span(TimeSpan.Zero, FirstRetransmission * 4);

    /// <summary>For messages that a protocol says may be lost or repeated.</summary>
    public int CopiesOf(object message, Node from, Node to)
    {
        Line line = LineOf(from, to);
        return message is not IExpendable || line.MischiefPerMille == 0 || !dice.PerMille(line.MischiefPerMille) ? 1 : dice.Chance(50) ? 0 : 2;
    }

    public void ProcessDied(Node node)
    {
        foreach (Connection connection in Of(node))
            connection.EndOf(node).Close("the process died");
    }

    /// <summary>Whoever stands between the machine and the others, and they themselves, know nothing of its connections any more.</summary>
    public void Forget(Node node)
    {
        foreach (Connection connection in Of(node))
            connection.OtherEnd(connection.EndOf(node)).Vanish();
    }

    public void PowerFailed(Node node)
    {
        foreach (Connection connection in Of(node))
            connection.EndOf(node).Vanish();
    }

    public void PowerIsBack(Node node)
    {
        foreach (Connection connection in Of(node))
            connection.Resume(connection.OtherEnd(connection.EndOf(node)).Node, node);
    }

    public void Opened(Connection connection) => connections.Add(connection);

    public void Closed(Connection connection) => connections.Remove(connection);

    private Connection[] Of(Node node) => [.. connections.Where(connection => connection.Joins(node))];
}
