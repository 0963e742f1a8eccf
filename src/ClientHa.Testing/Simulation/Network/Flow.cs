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
        int copies = net.CopiesOf(message, from.Node, to.Node);
        if (copies == 0)
            return;
        Enqueue(message);

        // A second one comes behind others that are sent meanwhile.
        if (copies == 2)
            Agenda.After(net.Latency(from.Node, to.Node), () => Enqueue(message));
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

    private void Enqueue(object message)
    {
        Instant due = Agenda.Now + net.Latency(from.Node, to.Node);
        last = due > last ? due : last;
        messages.Enqueue((last, message));
        Agenda.At(last, Deliver);
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
