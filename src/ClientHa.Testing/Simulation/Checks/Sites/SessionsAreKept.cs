using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Sites.Load;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Reading your own writes over a failover": a read shows what its reader has written before, and nothing older than it has
/// read before, at whichever site; or it is marked as stale.
/// </summary>
internal sealed class SessionsAreKept : Check, IUserCheck
{
    private readonly Dictionary<(DocumentUser User, string Key), WriteVersion> known = [];

    public override string Rule => "a read shows what its reader has written and read";

    public void Acknowledged(DocumentUser user, WriteRequest request, OperationResult result, bool isAtTwo) => Know(user, request.Key, result.Version);

    public void Read(DocumentUser user, string key, SessionToken session, StoredDocument? found, SiteWord word)
    {
        if (!word.IsStale && !user.World.Ledger.HasRollback)
        {
            SimulationViolation.Unless(word.Vector.Covers(session.Required), Rule, $"{user} needs {session.Required}, and was answered by a site that has {word.Vector}");
            if (known.TryGetValue((user, key), out WriteVersion last))
            {
                SimulationViolation.Unless(
                    found is null ? WasDeletedSince(user, key, last) : found.Version >= last, Rule, $"{user} has seen {last} of {key}, and now finds {found?.Version}");
            }
        }
        if (found is not null)
            Know(user, key, found.Version);
    }

    private static bool WasDeletedSince(DocumentUser user, string key, WriteVersion last) => user.World.Ledger.Operations.Any(
        operation => operation.Kind == OperationKind.Delete && operation.Key == key && operation.Version >= last);

    private void Know(DocumentUser user, string key, WriteVersion version)
    {
        if (!known.TryGetValue((user, key), out WriteVersion last) || last < version)
            known[(user, key)] = version;
    }
}
