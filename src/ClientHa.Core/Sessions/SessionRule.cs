using ClientHa.Core.Replication;

namespace ClientHa.Core.Sessions;

/// <summary>
/// Session guarantees (Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994) at the site that is asked: read
/// your writes, and never read behind what you have read.
/// </summary>
internal static class SessionRule
{
    public static SessionStep Judge(in SessionFacts facts) =>
        Covers(facts) ? SessionStep.Answer
        : facts.AcceptsStale ? SessionStep.AnswerStale
        : facts.IsLate || !facts.IsLinked ? SessionStep.Behind
        : SessionStep.Wait;

    private static bool Covers(in SessionFacts facts)
    {
        foreach (VectorEntry entry in facts.Required.Entries)
        {
            if (!facts.Here.Covers(entry.Replica, entry.Sequence) && !facts.IsRetired(entry.Replica))
                return false;
        }
        return facts.Here.Covers(facts.Kept);
    }
}
