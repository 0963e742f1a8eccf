using ClientHa.Core;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation;

/// <summary>A machine with one process on it. The process can be killed and frozen, the machine can lose its power.</summary>
internal abstract class Node(World world, int index, string name, WallClock clock)
{
    private readonly Queue<Action> held = [];
    private int freezes;

    public World World { get; } = world;

    /// <summary>The place among all nodes of the world.</summary>
    public int Index { get; } = index;

    public string Name { get; } = name;

    public WallClock Clock { get; } = clock;

    /// <summary>Grows with each start: what an earlier process planned is dropped.</summary>
    public int Life { get; private set; }

    public bool IsUp { get; private set; }

    /// <summary>The machine has power: it refuses connections to a process that isn't there, and answers for one that is frozen.</summary>
    public bool HasPower { get; private set; } = true;

    public bool IsFrozen => freezes > 0;

    /// <summary>When it was last frozen: all that it does at its thawing is late.</summary>
    public Instant LastFrozen { get; private set; } = new(-1);

    public void Start()
    {
        if (IsUp)
            return;
        bool wasDark = !HasPower;
        HasPower = true;
        IsUp = true;
        Life++;
        Starting();
        if (wasDark)
            World.Net.PowerIsBack(this);
    }

    /// <summary>SIGKILL: the process is gone, and its machine closes its connections.</summary>
    public void Kill()
    {
        if (!IsUp)
            return;
        End();
        World.Net.ProcessDied(this);
    }

    /// <summary>The machine is dark: nobody hears anything from it any more.</summary>
    public void CutPower()
    {
        if (IsUp)
            End();
        HasPower = false;
        Darkened();
        World.Net.PowerFailed(this);
    }

    public void Freeze() => freezes++;

    public void Thaw()
    {
        LastFrozen = IsFrozen ? World.Agenda.Now : LastFrozen;
        freezes = Math.Max(0, freezes - 1);
        while (!IsFrozen && held.TryDequeue(out Action? action))
            action();
    }

    /// <summary>Plans what this process does later: not after its end, and not while it is frozen.</summary>
    public void After(TimeSpan delay, Action action)
    {
        int life = Life;
        World.Agenda.After(delay, () => Run(life, action));
    }

    /// <summary>Does it now, or when the process is thawed.</summary>
    public void Run(Action action) => Run(Life, action);

    /// <summary>A connection was made to this process.</summary>
    public abstract void Accept(ConnectionEnd end);

    public override string ToString() => Name;

    /// <summary>The process begins.</summary>
    protected abstract void Starting();

    /// <summary>The process is gone, with all that it held in memory.</summary>
    protected abstract void Ended();

    /// <summary>The machine has lost its power, whether its process still ran or not.</summary>
    protected virtual void Darkened()
    {
    }

    private void Run(int life, Action action)
    {
        if (life != Life || !IsUp)
            return;
        if (IsFrozen)
            held.Enqueue(() => Run(life, action));
        else
            action();
    }

    private void End()
    {
        IsUp = false;
        freezes = 0;
        held.Clear();
        Ended();
    }
}
