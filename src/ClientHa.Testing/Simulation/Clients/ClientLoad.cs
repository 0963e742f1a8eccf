using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>What the program calls, and when.</summary>
internal sealed class ClientLoad(SimClient client, ClientDirectory directory, Dice dice)
{
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromSeconds(10);

    private static readonly double[] Timeouts = [0.3, 1, 2, 5, 15];

    private readonly ClientClock clock = new(client);

    public void Start()
    {
        if (dice.Chance(client.World.Options.OfClients.WatcherPercent))
            client.After(dice.Seconds(0, 20), () => new ClientWatch(directory, client.NextCall(), clock, dice).Start());
        if (client.World.Options.Failback == Failback.Manual)
            GoHome();
        Pause();
    }

    /// <summary>A person presses the button now and then.</summary>
    private void GoHome() => client.After(dice.Seconds(5, 25), () =>
    {
        directory.GoHome();
        GoHome();
    });

    private void Pause()
    {
        TimeSpan pause = client.World.Options.CallPause;
        client.After(dice.Span(pause * 0.5, pause * 1.5), () =>
        {
            if (client.World.IsEnding)
                return;
            Call();
            Pause();
        });
    }

    private void Call()
    {
        long number = client.NextCall();
        int kind = dice.Below(100);
        ClientCall call;
        if (kind < 25)
        {
            call = new ClientWrite(directory, clock, dice).Start(ServiceTimeout);
        }
        else
        {
            Ask ask = kind < 40 ? new Ask.Get(ClientWrite.KeyOf(dice), clock.Last)
                : kind < 60 ? new Ask.Book(number)
                : new Ask.Find(dice.Below(4));
            TimeSpan? timeout = dice.Chance(40) ? null : TimeSpan.FromSeconds(dice.Pick(Timeouts));
            bool isIdempotent = ask.IsIdempotent;
            call = new(directory, new SimpleCall(client, clock, ask), number, ClientMethod.Of(ask), isIdempotent, timeout);
            call.Start();
        }
        if (dice.Chance(3))
            client.After(dice.Seconds(0, 3), () => call.GiveUp(CallEnd.Cancelled));
    }
}
