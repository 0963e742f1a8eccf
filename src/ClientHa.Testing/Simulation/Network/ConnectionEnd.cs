namespace ClientHa.Testing.Simulation.Network;

/// <summary>One side of a connection, in the hands of a process.</summary>
internal sealed class ConnectionEnd(Connection connection, Node node)
{
    public Node Node { get; } = node;

    public Node Peer => connection.OtherEnd(this).Node;

    /// <summary>What leaves here.</summary>
    public Flow Flow { get; set; } = null!;

    public bool IsClosed { get; private set; }

    /// <summary>Gets each message, in the order in which they were sent.</summary>
    public Action<object>? Received { get; set; }

    /// <summary>Gets word, once, when the other side or the network ends the connection; not when this side does.</summary>
    public Action<string>? Closed { get; set; }

    public void Send(object message)
    {
        if (!IsClosed)
            Flow.Send(message);
    }

    /// <summary>This side ends it; the other hears of it behind all that was sent.</summary>
    public void Close(string reason)
    {
        if (IsClosed)
            return;
        Flow.Send(new Farewell(reason));
        Vanish();
    }

    /// <summary>This side is gone without a word.</summary>
    public void Vanish()
    {
        IsClosed = true;
        connection.EndClosed();
    }

    /// <summary>The network takes it away.</summary>
    public void Abort(string reason)
    {
        if (IsClosed)
            return;
        Vanish();
        Action<string>? closed = Closed;
        Node.Run(() => closed?.Invoke(reason));
    }

    /// <summary>The kernel asks the other machine whether it still knows the connection, and takes it away where it doesn't.</summary>
    public void KeepAlive()
    {
        ConnectionEnd other = connection.OtherEnd(this);
        Net net = Node.World.Net;
        if (other.IsClosed && other.Node.HasPower && !net.IsBlocked(Node, other.Node) && !net.IsBlocked(other.Node, Node))
            Abort("was reset");
    }

    /// <summary>A message has arrived at this machine.</summary>
    public void Take(object message)
    {
        if (IsClosed)
        {
            // Nobody is there any more: the kernel says so, if that word gets through.
            ConnectionEnd other = connection.OtherEnd(this);
            if (!other.IsClosed && Node.HasPower)
                Flow.SendReset(other);
        }
        else if (message is Farewell farewell)
        {
            Abort(farewell.Reason);
        }
        else
        {
            Node.Run(() => Hand(message));
        }
    }

    private void Hand(object message)
    {
        if (!IsClosed)
            Received?.Invoke(message);
    }

    private sealed record Farewell(string Reason);
}
