using System.Text;
using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Network;

namespace ClientHa.Testing.Simulation.Sites.Load;

/// <summary>
/// Writes and reads documents as unkindly as the protocol allows: one operation after the other, in bursts, each try at any site, while
/// the one before may still be under way. It stamps by its own hybrid clock or leaves that to the site. What was acknowledged it keeps,
/// and hands over, as the SDK does.
/// </summary>
internal sealed class DocumentUser : Node
{
    private const int TooFarAhead = 2_000;

    private static readonly string[] keys = ["a", "ab", "b", "c"];

    private readonly Dice dice;
    private readonly SitePort[] ports;
    private readonly SortedDictionary<string, StoredDocument?> read = new(StringComparer.Ordinal);
    private readonly TimeSpan longPause;
    private readonly UserSession session;
    private HybridClock clock;
    private WriteRequest? waiting;
    private KeptWrite? offered;
    private (SitePort Port, int Number, Ask Ask)? call;
    private int burst;

    public DocumentUser(World world, int index, string name, WallClock clock)
        : base(world, index, name, clock)
    {
        dice = world.Dice(name);
        ports = [.. world.Sites.Select(site => new SitePort(this, site, Receive))];
        session = new(this, world.Dice($"session of {name}"));
        longPause = world.Options.LoadPeriod / dice.Between(20, 60);
    }

    private bool IsIdle => waiting is null && call is null;

    /// <summary>It asks for a word of a site, or hands over a write.</summary>
    private bool IsKeeping => offered is not null || call is { Ask: Ask.Get { Session: null } };

    public override void Accept(ConnectionEnd end) => end.Close("nobody listens here");

    protected override void Starting()
    {
        After(dice.Milliseconds(500, 3_000), Act);
        After(dice.Milliseconds(500, 3_000), Keep);
    }

    protected override void Ended()
    {
    }

    private void Act()
    {
        if (World.IsEnding && IsIdle)
            return;
        if (burst == 0)
            burst = dice.Between(3, 24);
        burst--;
        if (!IsKeeping)
            Try(dice.Pick(ports));
        After(burst > 0 || World.IsEnding ? dice.Milliseconds(1, dice.Pick([10, 60, 400])) : dice.Span(TimeSpan.Zero, longPause * 2), Act);
    }

    /// <summary>Looks after the writes that it keeps, also between two bursts.</summary>
    private void Keep()
    {
        if (IsKeeping && (call is null || dice.Chance(50)))
            (call, offered) = (null, null);
        if (session.HasKept && IsIdle)
        {
            offered = session.NextOffer();
            Send(dice.Pick(ports), offered is null ? new Ask.Get(keys[0], clock.Last) : new Ask.Write((WriteRequest)offered.Write, clock.Last));
        }
        After(session.HasKept ? dice.Milliseconds(20, 400) : dice.Milliseconds(400, 2_000), Keep);
    }

    private void Try(SitePort port)
    {
        if (waiting is null && !World.IsEnding && dice.Chance(25))
        {
            string key = dice.Pick(keys);
            read.Remove(key);
            Send(port, new Ask.Get(key, clock.Last) { Session = session.Token });
            return;
        }
        if (waiting is null && World.IsEnding)
        {
            call = null;
            return;
        }
        if (waiting is null)
            waiting = Begin();
        else if (call is not null && dice.Chance(50))
            return; // It waits for the answer a while longer.
        else if (call is not null)
            waiting = waiting with { Attempt = (byte)Math.Min(byte.MaxValue, waiting.Attempt + 1) };
        Send(port, new Ask.Write(waiting, clock.Last) { WantsPeer = dice.Chance(10) });
    }

    /// <summary>The attempt before counts as made, whether anybody got it or not.</summary>
    private void Send(SitePort port, Ask ask) => call = port.Send(ask) is { } number ? (port, number, ask) : null;

    private WriteRequest Begin()
    {
        string key = dice.Pick(keys);
        bool isStamped = dice.Chance(75);
        if (isStamped)
            clock = clock.Tick(Clock.Milliseconds);
        OperationId id = OperationId.Create(Clock.Milliseconds, dice.Number(), dice.Number());
        WriteCondition? condition = dice.Chance(20) && read.TryGetValue(key, out StoredDocument? known) ? new(known?.Version)
            : dice.Chance(5) ? new(Version: null) : null;
        WriteRequest write = new(
            dice.Chance(20) ? OperationKind.Delete : OperationKind.Put,
            key,
            Encoding.UTF8.GetBytes(id.ToString()),
            id,
            isStamped ? clock.Last : 0,
            Restamped: false,
            Attempt: 0,
            condition);
        return Additions.InPlaceOf(write);
    }

    private void Receive(SitePort port, Response response)
    {
        // Answers to tries that were given up are lost, and some others.
        if (call is not { } mine || mine.Port != port || mine.Number != response.Number || dice.Chance(10))
            return;
        call = null;
        switch (mine.Ask, response.Said)
        {
            case (Ask.Get { Session: { } asked } get, Said.Replied { Reply: ReplicaReply.Found found } replied):
                clock = clock.Merge(found.Clock);
                read[get.Key] = found.Document;
                session.Read(get.Key, asked, found.Document, replied.Word);
                break;
            case (Ask.Get { Session: not null }, Said.Elsewhere { Reason: ElsewhereReason.Behind }):
                session.Refused();
                break;
            case (Ask.Get, Said.Replied replied):
                session.Heard(replied.Word);
                break;
            case (Ask.Write, Said.Replied { Reply: ReplicaReply.Written written } replied) when offered is not null:
                session.HandedOver(offered, written, replied.Word);
                offered = null;
                break;
            case (Ask.Write write, Said.Replied { Reply: ReplicaReply.Written } replied) when waiting is not null:
                Take(waiting, replied, write.WantsPeer);
                break;
        }
    }

    private void Take(WriteRequest request, Said.Replied replied, bool wantsPeer)
    {
        ReplicaReply.Written written = (ReplicaReply.Written)replied.Reply;
        session.Written(request, written, replied, wantsPeer);
        if (written.Outcome == WriteOutcome.Restamp)
        {
            // A clock that is far ahead is set back.
            long ahead = Stamp.Milliseconds(request.Stamp) - Stamp.Milliseconds(written.Clock);
            if (ahead > TooFarAhead)
                Clock.Jump(TimeSpan.FromMilliseconds(-ahead));
            clock = new HybridClock(written.Clock).Tick(Clock.Milliseconds);
            waiting = request with { Stamp = clock.Last, Restamped = true };
            return;
        }
        clock = clock.Merge(written.Clock);
        waiting = written.Outcome == WriteOutcome.Ahead ? request : null;
    }
}
