namespace ClientHa.Testing.Simulation.Network;

/// <summary>A connection in the making.</summary>
internal sealed class Dialing(Net net, Node from, Node to, Action<ConnectionEnd?> done)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly int life = from.Life;
    private bool isOver;

    /// <summary>The caller has waited for long enough.</summary>
    public void Cancel() => isOver = true;

    /// <summary>The first packet; sent again where no answer comes.</summary>
    public void Send(int attempt)
    {
        if (isOver || life != from.Life || !from.IsUp)
            return;
        if (net.IsBlocked(from, to) || net.IsBlocked(to, from) || !to.HasPower)
            net.World.Agenda.After(FirstPause * (1 << Math.Min(attempt, 4)), () => Send(attempt + 1));
        else
            net.World.Agenda.After(net.Latency(from, to) + net.Latency(to, from), Answer);
    }

    private void Answer()
    {
        if (isOver || life != from.Life || !from.IsUp)
            return;
        isOver = true;
        if (!to.IsUp)
        {
            from.Run(() => done(null));
            return;
        }

        // The kernel answers for a frozen process: the connection is there before anybody has accepted it.
        Connection connection = new(net, from, to);
        net.Opened(connection);
        to.Run(() => to.Accept(connection.EndOf(to)));
        from.Run(() => done(connection.EndOf(from)));
    }
}
