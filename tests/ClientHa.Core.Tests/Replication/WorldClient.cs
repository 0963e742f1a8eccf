using System.Text;
using ClientHa.Core.Replication;

namespace ClientHa.Core.Tests.Replication;

/// <summary>
/// A client of a world, one operation after the other. It stamps by its own hybrid clock or leaves that to the site, and retries under
/// the same operation id at whichever site.
/// </summary>
internal sealed class WorldClient(World world, long skewMilliseconds)
{
    private const long TooFarAhead = 2_000;

    private static readonly string[] Keys = ["a", "ab", "b", "c"];

    private readonly SortedDictionary<string, StoredDocument?> read = new(StringComparer.Ordinal);
    private long skew = skewMilliseconds;
    private HybridClock clock;
    private WorldCall? call;
    private WriteRequest? waiting;

    private long Now => world.Now + skew;

    public void Act(WorldSite site, Dice dice)
    {
        if (waiting is null && dice.Chance(25))
        {
            string key = dice.Pick(Keys);
            read.Remove(key);
            site.Handle(new ReplicaInput.Get(new WorldCall(this, null), key));
            return;
        }
        if (waiting is null)
            waiting = Begin(dice);
        else if (call is not null && dice.Chance(50))
            return; // It waits for the answer a while longer.
        else if (call is not null)
            waiting = waiting with { Attempt = (byte)Math.Min(byte.MaxValue, waiting.Attempt + 1) };
        call = new(this, waiting);
        site.Handle(new ReplicaInput.Write(call, waiting));
    }

    public void Receive(WorldSite site, WorldCall answered, ReplicaReply reply)
    {
        if (reply is ReplicaReply.Found found)
        {
            clock = clock.Merge(found.Clock);
            if (found.Document is { } document)
                read[document.Key] = document;
        }
        if (reply is not ReplicaReply.Written written)
            return;
        if (written.Outcome == WriteOutcome.Accepted)
            world.Ledger.TakeAccepted(site, answered.Request!, written.Result!);
        // Answers to tries that were given up are lost, and some others.
        if (ReferenceEquals(answered, call) && !world.Dice.Chance(10))
            Take(site, written);
    }

    private void Take(WorldSite site, ReplicaReply.Written written)
    {
        WriteRequest request = call!.Request!;
        call = null;
        if (written.Outcome == WriteOutcome.Restamp)
        {
            WorldViolation.Unless(request.IsFirst, $"{site} wants the stamp of a write twice, or of a retry");
            // A clock that is far ahead is set back.
            skew = Stamp.Milliseconds(request.Stamp) > world.Now + TooFarAhead ? 0 : skew;
            clock = new HybridClock(written.Clock).Tick(Now);
            waiting = request with { Stamp = clock.Last, Restamped = true };
            return;
        }
        clock = clock.Merge(written.Clock);
        waiting = written.Outcome == WriteOutcome.Ahead ? request : null;
    }

    private WriteRequest Begin(Dice dice)
    {
        string key = dice.Pick(Keys);
        bool isStamped = dice.Chance(75);
        if (isStamped)
            clock = clock.Tick(Now);
        OperationId id = OperationId.Create(Now, dice.Number(), dice.Number());
        WriteCondition? condition = dice.Chance(20) && read.TryGetValue(key, out StoredDocument? known) ? new(known?.Version)
            : dice.Chance(5) ? new(Version: null) : null;
        return new(
            dice.Chance(20) ? OperationKind.Delete : OperationKind.Put,
            key,
            Encoding.UTF8.GetBytes(id.ToString()),
            id,
            isStamped ? clock.Last : 0,
            Restamped: false,
            Attempt: 0,
            condition);
    }
}
