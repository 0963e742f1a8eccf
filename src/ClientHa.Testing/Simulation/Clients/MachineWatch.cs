using ClientHa.Core.Failover;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>Notices that the machine slept, by its clocks and its own lateness: the SDK's <c>MachineWatch</c>.</summary>
internal sealed class MachineWatch(ClientDirectory directory)
{
    private Wakefulness last = Clocks(directory);

    public void Start() => directory.Client.After(Wakefulness.Interval, () =>
    {
        LookForSleep();
        Start();
    });

    public void LookForSleep()
    {
        Wakefulness now = Clocks(directory);
        TimeSpan slept = last.SleptUntil(now);
        last = now;
        if (slept > TimeSpan.Zero)
            directory.Client.ChangeNetwork();
    }

    private static Wakefulness Clocks(ClientDirectory directory) =>
        new(directory.Now, directory.Client.Clock.Milliseconds * TimeSpan.TicksPerMillisecond);
}
