using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Network;

/// <summary>The name server: where each site's name leads, and what faults make of that.</summary>
internal sealed class Names(World world)
{
    /// <summary>How long a client waits for an answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly Dice dice = world.Dice("names");
    private readonly int[] vanished = new int[world.Options.Sites];
    private readonly int[] forged = new int[world.Options.Sites];
    private readonly List<(int Name, int Site)> moves = [];

    /// <summary>How many faults keep it from answering.</summary>
    public int Silences { get; set; }

    /// <summary>The name does not exist, until each of those who did this takes it back.</summary>
    public void Vanish(int name) => vanished[name]++;

    public void Appear(int name) => vanished[name]--;

    /// <summary>Whoever answers to the name shows a certificate of another one.</summary>
    public void Forge(int name) => forged[name]++;

    public void MakeGood(int name) => forged[name]--;

    public bool HasCertificate(int name) => forged[name] == 0;

    /// <summary>The name leads to another site's machine: two names on one endpoint.</summary>
    public void Move(int name, int site) => moves.Add((name, site));

    public void MoveBack(int name, int site) => moves.Remove((name, site));

    /// <summary>Tells the client where the name leads; null where it doesn't exist or nobody says so in time.</summary>
    public void LookUp(SimClient client, int name, Action<Node?> done)
    {
        TimeSpan takes = dice.Milliseconds(1, 20);
        if (Silences > 0 || client.RouteFaults > 0)
            client.After(Timeout, () => done(null));
        else
            client.After(takes, () => done(vanished[name] > 0 ? null : world.Sites[SiteOf(name)]));
    }

    private int SiteOf(int name)
    {
        int last = moves.FindLastIndex(move => move.Name == name);
        return last < 0 ? name : moves[last].Site;
    }
}
