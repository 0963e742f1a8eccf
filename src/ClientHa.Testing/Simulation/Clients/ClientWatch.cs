using ClientHa.Core;
using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>A watch over as many streams as it takes: each goes on where the one before it ended. The SDK's <c>DocumentWatch</c>.</summary>
internal sealed class ClientWatch : ICallOwner
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(1);

    private readonly ClientDirectory directory;
    private readonly ClientClock clock;
    private readonly Dice dice;
    private ClientCall? call;
    private Instant openedAt;
    private int? site;
    private int failures;
    private bool hasAnswered;
    private bool isMoving;

    public ClientWatch(ClientDirectory directory, long number, ClientClock clock, Dice dice)
    {
        this.directory = directory;
        this.clock = clock;
        this.dice = dice;
        Number = number;
        directory.Changed += Look;
    }

    public long Number { get; }

    public SimClient Client => directory.Client;

    /// <summary>Where the next stream goes on.</summary>
    public VersionVector Cursor { get; private set; } = VersionVector.Empty;

    public void Start()
    {
        Client.Checks.WatchStarted(this);
        Open();
    }

    public Ask Ask(int sentAttempts) => new Ask.Watch(Cursor);

    public void Told(ClientCall told, Said said)
    {
        if (!hasAnswered)
            site = Current();
        hasAnswered = true;
        Client.World.Timeline.Record(TimelineKind.WatchDelivered, Client.Index);
        Client.Checks.WatchTold(this, said);
        switch (said)
        {
            case Said.Change change:
                clock.Merge(change.Operation.Version.Stamp);
                Cursor = change.Cursor;
                break;
            case Said.Reset reset:
                foreach (StoredDocument document in reset.Documents)
                    clock.Merge(document.Version.Stamp);
                Cursor = reset.Cursor;
                break;
        }
    }

    public void Ended(ClientCall ended, CallEnd end, Said? said)
    {
        if (said is Said.WatchEnded last)
        {
            Client.Checks.WatchTold(this, last);
            Cursor = last.Cursor;
        }
        if (isMoving)
        {
            isMoving = false;
            Client.After(TimeSpan.Zero, Open);
            return;
        }
        bool wasGood = hasAnswered && directory.Now - openedAt >= Good;
        failures = wasGood ? 1 : failures + 1;
        Client.After(failures == 1 ? TimeSpan.Zero : Delay(), Open);
    }

    public override string ToString() => $"the watch of {Client}";

    private void Open()
    {
        openedAt = directory.Now;
        hasAnswered = false;
        site = null;
        call = new(directory, this, Client.NextCall(), ClientMethod.Watch, isIdempotent: true, timeout: null);
        call.Start();
    }

    private TimeSpan Delay()
    {
        TimeSpan most = First * (1 << Math.Min(failures - 2, 10));
        most = most < Longest ? most : Longest;
        return dice.Span(most / 2, most);
    }

    /// <summary>None where no site answers or all take calls in turn: there is nowhere to go then.</summary>
    private int? Current() => directory.State.Rules.Policy == SelectionPolicy.PickFirst ? directory.State.Current(directory.Now) : null;

    /// <summary>The stream is ended when new calls go to another site than it did, since it can be opened anywhere.</summary>
    private void Look()
    {
        if (site is null || call is not { IsOver: false } || Current() is not { } now || now == site)
            return;
        isMoving = true;
        call.GiveUp(CallEnd.Cancelled);
    }
}
