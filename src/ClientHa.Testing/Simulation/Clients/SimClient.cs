using ClientHa.Core;
using ClientHa.Testing.Simulation.Checks;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>A program that uses the sites: the real failover rules in a shell that is simulated.</summary>
internal sealed class SimClient(World world, int number, int index, WallClock clock) : Node(world, index, $"client {number}", clock)
{
    private long calls;

    public int Number { get; } = number;

    /// <summary>What draws the client's own order of the sites: the same after a restart.</summary>
    public ulong OrderSeed { get; } = Prng.Mix(world.Options.Seed ^ Prng.Mix((ulong)number + 1));

    public IClientCheck Checks { get; } = world.Checks.Clients;

    /// <summary>What its process knows; null while none runs.</summary>
    public ClientDirectory? Directory { get; private set; }

    /// <summary>How many faults leave this machine without a network interface.</summary>
    public int RouteFaults { get; set; }

    /// <summary>When its network was last another one, or it last woke up.</summary>
    public Instant NetworkChangedAt { get; private set; } = new(-TimeSpan.TicksPerDay / 2);

    /// <summary>A number for a call, which no other of the world has.</summary>
    public long NextCall() => ((long)Number << 40) | ++calls;

    /// <summary>Its system says that the network is another one, or it finds that it slept.</summary>
    public void ChangeNetwork() => Run(() =>
    {
        NetworkChangedAt = World.Agenda.Now;
        Directory!.NetworkChanged();
    });

    /// <summary>Nobody connects to a client.</summary>
    public override void Accept(ConnectionEnd end) => end.Close("nobody listens here");

    protected override void Starting()
    {
        Dice dice = World.Dice($"client {Number}, life {Life}");
        Directory = new(this, dice.Number());
        Checks.Started(this);
        Directory.Start();
        new ClientLoad(this, Directory, dice).Start();
    }

    protected override void Ended()
    {
        Directory = null;
        Checks.Stopped(this);
    }
}
