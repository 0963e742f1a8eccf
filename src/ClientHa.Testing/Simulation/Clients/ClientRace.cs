using System.Collections.Immutable;
using ClientHa.Core.Failover;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>One round over all distinct endpoints, 250 ms apart. It ends with the first that answers, or when all have failed.</summary>
internal sealed class ClientRace(ClientDirectory directory, ClientKeeper keeper)
{
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    private readonly ImmutableArray<int> order = directory.State.RaceOrder();
    private int next;
    private int open;
    private bool isOver;

    public void Start()
    {
        int step = next + 1;
        open++;
        keeper.Probe(order[next++], isRace: true, Ended);
        if (next < order.Length)
            directory.Client.After(Stagger, () => { if (!isOver && next == step) Start(); });
    }

    /// <summary>Who lost is asked to the end: what it says counts as that of any probe.</summary>
    private void Ended(bool isGood)
    {
        open--;
        if (isOver)
            return;
        if (!isGood && open == 0 && next < order.Length)
        {
            Start();
            return;
        }
        if (!isGood && open > 0)
            return;
        isOver = true;
        FailoverState state = directory.State;
        FailoverState ended = state.RaceEnded(directory.Now);
        directory.Client.Checks.RaceEnded(directory.Client, state, ended);
        directory.Change(ended);
    }
}
