using ClientHa.Core;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>One site as a client's shell holds it: where its name leads, and the present connection. What to think of it is Core's.</summary>
internal sealed class ClientSite(SimClient client, int index)
{
    private readonly List<ClientGeneration> retired = [];
    private readonly List<Action<Node?>> askers = [];
    private ClientGeneration? present;

    public SimClient Client { get; } = client;

    public int Index { get; } = index;

    /// <summary>The last good answer of the name server: a look-up that fails later takes nothing away.</summary>
    public Node? LastGood { get; private set; }

    public int CallsInFlight
    {
        get
        {
            int calls = present?.CallsInFlight ?? 0;
            foreach (ClientGeneration generation in retired)
                calls += generation.CallsInFlight;
            return calls;
        }
    }

    /// <summary>What is known; waits for a look-up only if nothing is.</summary>
    public void WithAddress(Action<Node?> use)
    {
        if (LastGood is not null)
            use(LastGood);
        else
            LookUp(use);
    }

    /// <summary>Looks the name up, together with whoever is just doing so.</summary>
    public void LookUp(Action<Node?> done)
    {
        askers.Add(done);
        if (askers.Count > 1)
            return;
        Client.World.Names.LookUp(Client, Index, node =>
        {
            LastGood = node ?? LastGood;
            Action<Node?>[] waiting = [.. askers];
            askers.Clear();
            foreach (Action<Node?> asker in waiting)
                asker(node);
        });
    }

    /// <summary>A call comes: to the generation that the state names, which is made if there is none yet.</summary>
    public ClientGeneration Enter(int number, Instant now)
    {
        if (present is null || present.Number < number)
        {
            if (present is not null)
            {
                retired.Add(present);
                present.Retire();
            }
            present = new(this, number, now);
        }
        present.Enter();
        return present;
    }

    /// <summary>A probe has shown that the site is alive: its silence so far says nothing any more.</summary>
    public void Vouch(Instant now) => present?.Vouch(now);

    /// <summary>Retires what is older. At an ejection, or on another network, attempts that may move go elsewhere; all others end in their own time.</summary>
    public void RetireBefore(int number, bool isUntrusted)
    {
        foreach (ClientGeneration old in Generations())
        {
            if (old.Number >= number)
                continue;
            old.Retire();
            if (isUntrusted)
                old.Evict();
        }
    }

    public ClientGeneration[] Generations()
    {
        retired.RemoveAll(static each => each.CallsInFlight == 0);
        return present is null ? [] : [present, .. retired];
    }
}
