using Xunit.Abstractions;

namespace ClientHa.Core.Tests.Replication;

/// <summary>Worlds whose rules have a mistake: a few seeds must find it, or worlds show nothing.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const ulong Seeds = 150;

    //                      the file | what stands there | the mistake
    public static TheoryData<string, string, string> Mistakes => new()
    {
        // A hole is accepted.
        { "Replica", "operation.Sequence == last.Sequence + 1 && operation.PreviousChain == last.Chain", "operation.Sequence >= last.Sequence + 1" },
        // An answer, a vector, a state before it is durable.
        { "Replica", "effects.Add(new ReplicaEffect.Reply(write.Call,", "effects.Insert(effects.Count, new ReplicaEffect.Reply(write.Call," },
        { "Replica", "effects.Add(new ReplicaEffect.Acknowledge(push.Link, Vector))", "effects.Insert(0, new ReplicaEffect.Acknowledge(push.Link, Vector))" },
        { "Replica", "effects.Add(new ReplicaEffect.Acknowledge(state.Link, Vector))", "effects.Insert(0, new ReplicaEffect.Acknowledge(state.Link, Vector))" },
        // The older write wins; the last to come wins; deletes are forgotten.
        { "DocumentTable", "place.Version >= document.Version", "place.Version <= document.Version" },
        { "DocumentTable", "place.Version >= document.Version", "false" },
        { "Replica", "operation.Version, operation.Kind == OperationKind.Delete)", "operation.Version, false)" },
        // A state tells nothing of what it covers, takes away what is here, or counts by halves.
        { "Replica", "Vector = Vector.Merge(end.Vector);", "" },
        { "Replica", "Vector = Vector.Merge(end.Vector);", "Vector = end.Vector.IsEmpty ? Vector : end.Vector;" },
        { "Replica", "parts.Add(part);", "Apply(part);" },
        // A log that begins with a state is sent as if it were whole.
        { "Feed", "return Vector.Covers(end.Vector) ? FeedStep.Skip : FeedStep.NeedState;", "return FeedStep.Skip;" },
        // What was answered is forgotten: all of it, that of others, and where a state is taken over.
        { "Replica", "results.Find(request.Id) is { } known", "results.Find(request.Id) is { } known && request.Attempt == 0" },
        { "Replica", "results.Add(new(", "if (operation.Replica == Id || !applied.Superseded) results.Add(new(" },
        { "Replica", "results.Add(result);", ";" },
        // The clock that a client gets is behind what it was shown.
        { "Replica", "clock = clock.Merge(document.Version.Stamp);", "" },
        { "Replica", "clock.Tick(now).Last;", "clock.Last;" },
        // Records are miscounted, so that a snapshot or a stream goes on at the wrong place.
        { "Replica", "Records = records;", "_ = records;" },
        { "VersionVector", "merged = merged[entry.Replica] < entry.Sequence ?", "merged = merged[entry.Replica] > entry.Sequence ?" },
        // A sequence number is given twice.
        { "Replica", "Id, last.Sequence + 1, version", "Id, Math.Max(1, last.Sequence), version" },
        // A peer that went on writing behind its hello is refused.
        { "Handshake", "foreach (VectorEntry entry in", "if (here.Vector[peer.Replica] > peer.Vector[peer.Replica]) return \"rolled back\"; foreach (VectorEntry entry in" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_planted_mistake_is_found_by_a_few_worlds(string file, string text, string mistake)
    {
        Action<ulong> start = MutantCompiler.Compile(file, text, mistake);

        string? failure = FirstFailure(start);
        output.WriteLine(failure);
        Assert.NotNull(failure);
    }

    [Fact]
    public void Without_a_mistake_the_same_worlds_find_none() =>
        Assert.Null(FirstFailure(MutantCompiler.Compile("Replica", "Records = records;", "Records = (records);")));

    private static string? FirstFailure(Action<ulong> start)
    {
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            try
            {
                start(seed);
            }
            catch (Exception failure)
            {
                return $"{seed}: {failure.Message}";
            }
        }
        return null;
    }
}
