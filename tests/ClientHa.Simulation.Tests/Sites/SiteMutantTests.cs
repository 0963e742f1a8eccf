using ClientHa.Simulation.Tests.Mutants;
using Xunit.Abstractions;

namespace ClientHa.Simulation.Tests.Sites;

/// <summary>Sites whose rules have a mistake: the seeds that CI runs must find it, or they show nothing.</summary>
public sealed class SiteMutantTests(ITestOutputHelper output)
{
    private const string Replica = "Core/Replication/Replica";
    private const string Peers = "Core/Replication/Replica.Peers";
    private const string State = "Core/Replication/Replica.State";
    private const string Counters = "Core/Replication/CounterTable";
    private const string Table = "Core/Replication/DocumentTable";
    private const string Rule = "Core/Sessions/SessionRule";
    private const string Session = "Core/Sessions/ClientSession";
    private const string Store = "Simulation/Sites/Storage/SiteStore";

    //                      the file | what stands there | the mistake | a seed that finds it
    public static TheoryData<string, string, string, ulong> Mistakes => new()
    {
        // server.md, "Replication": a hole is never accepted, nor another history; who has gone on writing behind its hello is a peer.
        { Replica, "operation.Sequence == last.Sequence + 1 && operation.PreviousChain == last.Chain", "operation.Sequence >= last.Sequence + 1", 5 },
        { "Core/Replication/Handshake", "return here.Vector.Contradiction(peer.Vector)", "if (here.Vector[peer.Replica] > peer.Vector[peer.Replica]) return \"rolled back\"; return here.Vector.Contradiction(peer.Vector)", 0 },

        // "Acknowledged means durable here": an answer, a vector, a state, before it is durable.
        { Replica, "effects.Add(new ReplicaEffect.Reply(write.Call,", "effects.Insert(effects.Count, new ReplicaEffect.Reply(write.Call,", 0 },
        { Peers, "effects.Add(new ReplicaEffect.Acknowledge(push.Link, Vector))", "effects.Insert(0, new ReplicaEffect.Acknowledge(push.Link, Vector))", 0 },
        { Peers, "effects.Add(new ReplicaEffect.Acknowledge(state.Link, Vector))", "effects.Insert(0, new ReplicaEffect.Acknowledge(state.Link, Vector))", 0 },

        // "Conflicts": the older write wins; the last to come wins; the first try is taken although it loses; a retry is to be stamped again.
        { Table, "place.Version >= document.Version", "place.Version <= document.Version", 0 },
        { Table, "place.Version >= document.Version", "false", 0 },
        { "Core/Replication/WriteVersion", "Stamp != other.Stamp ? Stamp.CompareTo(other.Stamp) : OperationId.CompareTo(other.OperationId)", "OperationId.CompareTo(other.OperationId)", 0 },
        { "Core/Replication/WriteRule", "(_, { IsFirst: true }) => WriteOutcome.Restamp,", "", 0 },
        { "Core/Replication/WriteRule", "(_, { IsFirst: true }) => WriteOutcome.Restamp,", "(_, { Restamped: false }) => WriteOutcome.Restamp,", 1 },
        { Replica, "request.Stamp == 0 ? clock.Last : request.Stamp, request.Id", "clock.Last, request.Id", 0 },

        // The clock that a client gets is behind what it was shown.
        { Replica, "clock = clock.Merge(operation.Version.Stamp);", "", 0 },
        { State, "clock = clock.Merge(document.Version.Stamp);", "", 0 },
        { Replica, "clock.Tick(now).Last;", "clock.Last;", 0 },

        // "Compare and set": the condition isn't looked at.
        { "Core/Replication/WriteRule", "!condition.Holds(current)", "false", 0 },

        // "Deletes" are shown to who reads, and forgotten: in the log, and where a state is taken over; and there, too, what documents hold.
        { Replica, "found is { IsDeleted: false } ? found : null", "found", 0 },
        { Replica, "operation.Version, operation.Kind == OperationKind.Delete)", "operation.Version, false)", 0 },
        { State, "parts.SelectMany(part => part.Documents)", "parts.SelectMany(part => part.Documents.Where(each => !each.IsDeleted))", 0 },
        { State, "Take(document, vector);", "Take(document with { Value = default }, vector);", 0 },

        // "A new site": a state tells nothing of what it covers, takes away what is here, or counts by halves; a log that begins with a state is whole.
        { Replica, "Vector = Vector.Merge(end.Vector);", "", 0 },
        { Replica, "Vector = Vector.Merge(end.Vector);", "Vector = end.Vector.IsEmpty ? Vector : end.Vector;", 3 },
        { Replica, "parts.Add(part);", "parts.Add(part); TakeState(Vector);", 8 },
        { "Core/Replication/Feed", "return Vector.Covers(end.Vector) ? FeedStep.Skip : FeedStep.NeedState;", "return FeedStep.Skip;", 4 },
        { "Core/Replication/VersionVector", "order == 0 && ours.Sequence >= theirs.Sequence", "order == 0 && ours.Sequence <= theirs.Sequence", 0 },

        // "Deletes are tombstones": forgotten before all have them.
        { "Core/Replication/Tombstones", "if (isCurrent && !entry.IsCoveredBy(stability.Vector))", "if (entry.Key is null)", 11 },

        { "Core/Replication/Stability", "return None;", "continue;", 6 },
        { "Core/Replication/Stability", "least.Vector.Meet(confirmed.Vector)", "here", 3 },

        // "A new site": that a life is over is not written down, or not learned from the log, so that its successor waits for ever.
        { "Core/Replication/Replica.Members", "if (members.Find(replica) is { IsRetired: false })", "if (members.Find(replica) is { IsRetired: true })", 54 },
        { "Core/Replication/Members", "if (operation.Kind == OperationKind.Retire)", "if (operation.Kind == OperationKind.Delete)", 54 },

        // "Storage": a rolled-back site serves before it has taken back what it wrote.
        { "Simulation/Sites/SiteStartup", "if (process.Store.DurableVector.Covers(life.Replica, life.Sequence))", "if (life.Sequence > 0)", 75 },

        // "Clock skew": a clock that is set while the site runs is followed.
        { "Core/Replication/GuardedClock", "return hasJumped ? expected : wall;", "return wall;", 4 },

        // What is stamped ahead is taken at once.
        { "Core/Replication/ClockRule", "Stamp.Milliseconds(stamp) > Latest(now, lead, rules);", "stamp == 1;", 450 },

        // "Exactly once": what was answered is forgotten: all of it, that of others, where a state is taken over or written down, and too soon.
        { Replica, "results.Find(request.Id) is { } known", "results.Find(request.Id) is { } known && request.Attempt == 0", 0 },
        { Replica, "results.Add(new(", "(operation.Replica == Id || !superseded) && results.Add(new(", 4 },
        { State, "results.Add(result);", ";", 10 },
        { State, "documents.ToArray(), results.ToArray(), Digest", "documents.ToArray(), [], Digest", 10 },
        { State, "now - (long)(rules.OperationLifetime +", "now - (long)((0 * rules.OperationLifetime) +", 0 },

        // That something was forgotten before its time is forgotten too.
        { "Core/Replication/OperationResults", "RaiseHorizon(oldest.Version.Stamp);", "", 0 },

        // A counter adds what it has, and forgets what others may still bring; a state takes away what is here, and adds what is in it.
        { Counters, "if (Remember(addition))", "Remember(addition);", 0 },
        { Counters, "&& isStable(oldest.Replica, oldest.Sequence))", ")", 0 },
        { Counters, "in beyond)", "in Array.Empty<Addition>())", 0 },
        { Counters, " && !counted.Contains(each.Name)", "", 0 },
        { Counters, "!vector.Covers(each.Replica, each.Sequence) &&", "", 0 },
        { "Core/Replication/Replica.Counters", "counters.Find(name) is { } known", "counters.Find(name) is { } known && request.Attempt == 0", 0 },
        { State, "Additions = counters.Known(),", "", 0 },
        { State, "Counters = counters.ToArray(),", "", 0 },

        // "Conflicts": who was known is said to have lost; who lost is not noted, when it comes and when it goes; nor written down.
        { Replica, "with { ReplacedStamp = current?.Version.Stamp ?? 0 }", "", 0 },
        { Replica, "if (!isTaken)", "if (isTaken && !isFirst)", 0 },
        { Replica, "else if (previous.Version.Stamp > operation.ReplacedStamp &&", "else if (!isFirst &&", 0 },
        { Replica, " && (operation.ReplacedStamp != 0 || !previous.IsDeleted)", "", 0 },
        { State, "Conflicts = conflicts.ToArray(),", "", 0 },

        // "Lifetimes": a retry that comes too late is executed.
        { "Core/Replication/WriteRule", "if (IsBeyond(horizon, request, rules))", "if (horizon == 1)", 2112 },

        // A sequence number is given twice; a site that has heard of its rolled-back disk goes on.
        { Replica, "Id, last.Sequence + 1, version", "Id, Math.Max(1, last.Sequence), version", 0 },
        { "Core/Replication/Handshake", "peer.Vector[here.Replica] > here.Vector[here.Replica];", "false;", 15 },

        // "Storage": records are miscounted, so that a snapshot or a stream goes on at the wrong place; a log is cut before its snapshot ends.
        { Replica, "Records = records;", "_ = records;", 0 },
        { Replica, "Records++;", "Records += record is LogRecord.StateEnd { Vector.IsEmpty: true } ? 0 : 1;", 0 },
        { Store, "Image.Snapshots[^1].Records + 1", "Image.Snapshots[^1].Records + 1_000", 31 },

        // "Watch": a cursor that skips, a watch from its place in a list, and one that is told what its cursor covers.
        { "Simulation/Sites/Serving/SiteWatch", "record.Superseded, feed.Vector", "record.Superseded, process.Store.DurableVector", 0 },
        { "Simulation/Sites/Serving/SiteWatch", "reader = process.Store.OpenReader(from);", "reader = new(process.Store, process.Store.DurableRecord + 1);", 0 },
        { "Core/Replication/Feed", "if (operation.Sequence <= last)", "if (operation.Sequence < last)", 0 },

        // "Status": Good is said although nothing is heard, or although what is pending is old.
        { "Core/Replication/LinkRule", "facts.LastWord > patience || ", "", 0 },
        { "Core/Replication/LinkRule", "facts.Pending > 0 && facts.Lag > heartbeatInterval ? LinkState.CatchingUp : LinkState.Good", "LinkState.Good", 2 },

        // "Founding": without word of every peer, and beside another empty site.
        { "Core/Replication/Founding", "{ Length: > 0 } unreached", "{ Length: > 100 } unreached", 0 },
        { "Core/Replication/Founding", "lowest.Site < site", "lowest.Site < site - 100", 0 },

        // "Reading your own writes over a failover": no site waits; stale answers aren't marked; what was read isn't asked for.
        { Rule, "Covers(facts) ? SessionStep.Answer", "true ? SessionStep.Answer", 1 },
        { Rule, "facts.AcceptsStale ? SessionStep.AnswerStale", "facts.AcceptsStale ? SessionStep.Answer", 1 },
        { Session, "seen = seen.Merge(vector);", ";", 1 },
        { Session, "while (sequence > here[entry.Replica] && carried.Contains((entry.Replica, sequence)))", "while (sequence > here[entry.Replica])", 17 },

        // "Client-assisted durability": what is kept is never handed over, or is kept no longer before another site has it.
        { Session, "kept.Where(write => write.Replica != site &&", "kept.Where(write => write.Replica == site &&", 45 },
        { Session, "write.Sequence <= word.Confirmed : word", "true : word", 0 },
        { "Core/Sessions/Confirmations", "Sequence = has[own];", "Sequence = has[own] + 1;", 0 },

        // "WriteConcern": a write is said to be at a second site because there is one.
        { "Simulation/Sites/Serving/SiteCalls", "bool isConfirmed = process.Confirmations.Sequence >= result.Sequence;", "bool isConfirmed = process.Links.HasLinks;", 0 },

        // "Drain": a site that has never served takes calls while it drains.
        { "Simulation/Sites/SiteProcess", "!IsUnfit && hasServed && Phase", "!IsUnfit && Phase", 20 },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_the_rules_of_sites_is_found_by_the_seeds(string file, string text, string mistake, ulong seed)
    {
        string? finding = MutantRun.FirstFinding(MutantCompiler.Compile(file, text, mistake), seed);

        output.WriteLine(finding);
        Assert.NotNull(finding);
    }
}
