using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>A call that asks the same at each attempt.</summary>
internal sealed class SimpleCall(SimClient client, ClientClock clock, Ask ask) : ICallOwner
{
    public Ask Ask(int sentAttempts) => ask;

    public void Ended(ClientCall call, CallEnd end, Said? said)
    {
        if (end != CallEnd.Succeeded || ask is not Calls.Ask.Get get || said is not Said.Replied { Reply: ReplicaReply.Found found })
            return;
        clock.Follow(found.Clock);
        client.Checks.ReadAnswered(client, get, found);
    }
}
