namespace ClientHa.Testing.Simulation.Network;

/// <summary>A connection between two machines.</summary>
internal sealed class Connection
{
    private readonly Net net;
    private readonly ConnectionEnd one;
    private readonly ConnectionEnd other;

    public Connection(Net net, Node from, Node to)
    {
        this.net = net;
        one = new(this, from);
        other = new(this, to);
        one.Flow = new(net, one, other);
        other.Flow = new(net, other, one);
    }

    public bool Joins(Node node) => one.Node == node || other.Node == node;

    public ConnectionEnd EndOf(Node node) => one.Node == node ? one : other;

    public ConnectionEnd OtherEnd(ConnectionEnd end) => end == one ? other : one;

    /// <summary>Cut by something in between: both hear of it if they can.</summary>
    public void Reset()
    {
        one.Abort("was reset");
        other.Abort("was reset");
    }

    /// <summary>What was held back on this way goes on.</summary>
    public void Resume(Node from, Node to)
    {
        if (one.Node == from && other.Node == to)
            one.Flow.Resume();
        else if (other.Node == from && one.Node == to)
            other.Flow.Resume();
    }

    public void EndClosed()
    {
        if (one.IsClosed && other.IsClosed)
            net.Closed(this);
    }
}
