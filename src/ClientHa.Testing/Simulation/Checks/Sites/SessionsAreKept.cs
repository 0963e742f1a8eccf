using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Sites.Load;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Reading your own writes over a failover": a read shows what its reader has written before, and nothing older than it has
/// read before, at whichever site; or it is marked as stale. What is lost for good is not missed once its site was given up.
/// </summary>
internal sealed class SessionsAreKept : Check, IUserCheck
{
    private readonly Dictionary<(DocumentUser User, string Key), WriteVersion> known = [];

    public override string Rule => "a read shows what its reader has written and read";

    public void Acknowledged(DocumentUser user, WriteRequest request, OperationResult result, bool isAtTwo)
    {
        if (request.Kind != OperationKind.Add)
            Know(user, request.Key, result.Version);
    }

    public void Read(DocumentUser user, string key, SessionToken session, StoredDocument? found, SiteWord word)
    {
        if (!word.IsStale && !user.World.Ledger.HasRollback)
        {
            SimulationViolation.Unless(Covers(user, word.Vector, session), Rule, $"{user} needs {session.Required}, and was answered by a site that has {word.Vector}");
            if (known.TryGetValue((user, key), out WriteVersion last) && !(found is null ? WasDeletedSince(user, key, last) : found.Version >= last))
            {
                SimulationViolation.Unless(IsGone(user, last), Rule, $"{user} has seen {last} of {key}, and now finds {found?.Version}");
                known.Remove((user, key));
            }
        }
        if (found is not null)
            Know(user, key, found.Version);
    }

    /// <summary>What a life had that was given up is required of nobody, but for what the user itself can bring.</summary>
    private static bool Covers(DocumentUser user, VersionVector here, SessionToken session)
    {
        foreach (VectorEntry entry in session.Required.Entries)
        {
            if (!here.Covers(entry.Replica, entry.Sequence) && !user.World.Ledger.IsRetired(entry.Replica))
                return false;
        }
        return here.Covers(session.Kept);
    }

    /// <summary>It went with the only disks that had it.</summary>
    private static bool IsGone(DocumentUser user, WriteVersion version) => user.World.Ledger.Operations
        .Where(operation => operation.Version == version)
        .All(operation => user.World.Ledger.ReasonOfLoss(operation) is not null);

    private static bool WasDeletedSince(DocumentUser user, string key, WriteVersion last) => user.World.Ledger.Operations.Any(
        operation => operation.Kind == OperationKind.Delete && operation.Key == key && operation.Version >= last);

    private void Know(DocumentUser user, string key, WriteVersion version)
    {
        if (!known.TryGetValue((user, key), out WriteVersion last) || last < version)
            known[(user, key)] = version;
    }
}
