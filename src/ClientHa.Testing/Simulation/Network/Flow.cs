using ClientHa.Core;

namespace ClientHa.Testing.Simulation.Network;

/// <summary>What is on its way from one end of a connection to the other, in order.</summary>
internal sealed class Flow(Net net, ConnectionEnd from, ConnectionEnd to)
{
    private readonly Queue<(Instant Due, object Message)> messages = [];
    private Instant last;
    private bool isStalled;

    private Agenda Agenda => net.World.Agenda;

    public void Send(object message)
    {
        for (int copies = net.CopiesOf(message, from.Node, to.Node); copies > 0; copies--)
        {
            Instant due = Agenda.Now + net.Latency(from.Node, to.Node);
            last = due > last ? due : last;
            messages.Enqueue((last, message));
            Agenda.At(last, Deliver);
        }
    }

    /// <summary>A word of the kernel's own, which nothing repeats.</summary>
    public void SendReset(ConnectionEnd other) => Agenda.After(net.Latency(from.Node, to.Node), () =>
    {
        if (!net.IsBlocked(from.Node, to.Node))
            other.Abort("was reset");
    });

    /// <summary>The line or the machine is back: TCP sends again what nobody acknowledged.</summary>
    public void Resume()
    {
        if (!isStalled)
            return;
        isStalled = false;
        Agenda.After(net.Retransmission(), Deliver);
    }

    private void Deliver()
    {
        while (!isStalled && messages.TryPeek(out (Instant Due, object Message) head) && head.Due <= Agenda.Now)
        {
            if (net.IsBlocked(from.Node, to.Node) || !to.Node.HasPower)
            {
                isStalled = true;
                return;
            }
            messages.Dequeue();
            to.Take(head.Message);
        }
    }
}
