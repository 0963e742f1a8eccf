using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;
using ClientHa.Testing.Simulation.Sites;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Watch": from a cursor that any site understands everything that it doesn't cover, each once, without a gap; where the
/// log was cut, a reset that is said plainly. In the end who watches knows what the sites have.
/// </summary>
internal sealed class WatchesMissNothing : Check, ISiteCheck, IClientCheck
{
    private readonly Dictionary<object, SortedDictionary<string, StoredDocument>> known = [];

    /// <summary>Of clients that run. In the order of their beginnings.</summary>
    private readonly List<ClientWatch> ofClients = [];

    public override string Rule => "a watch has no gap and no duplicate";

    public void WatchStarted(ClientWatch watch) => ofClients.Add(watch);

    public void WatchTold(ClientWatch watch, Said said) => Watched(watch, watch.Cursor, said);

    public void Stopped(SimClient client)
    {
        foreach (ClientWatch watch in ofClients.Where(watch => watch.Client == client))
            known.Remove(watch);
        ofClients.RemoveAll(watch => watch.Client == client);
    }

    public void Watched(object watch, VersionVector from, Said said)
    {
        switch (said)
        {
            case Said.Change { Operation: { } operation } change:
                SimulationViolation.Unless(!from.Covers(operation.Replica, operation.Sequence), Rule, $"{watch} is told of operation {operation.Sequence} of replica {operation.Replica} again, behind {from}");
                SimulationViolation.Unless(
                    operation.Sequence == from[operation.Replica] + 1 && change.Cursor.Equals(from.With(operation.Replica, operation.Sequence)),
                    Rule, $"{watch} is told of operation {operation.Sequence} of replica {operation.Replica} behind {from}, with the cursor {change.Cursor}");
                if (operation.Kind.ChangesDocument())
                    Learn(watch, new(operation.Key, operation.Value, operation.Version, operation.Kind == OperationKind.Delete));
                break;
            case Said.Reset reset:
                HashSet<string> present = [.. reset.Documents.Select(document => document.Key)];
                foreach (string key in KnownTo(watch).Keys.ToArray())
                {
                    // The site may only be behind, and then the same version comes again.
                    if (!present.Contains(key))
                        KnownTo(watch).Remove(key);
                }
                foreach (StoredDocument document in reset.Documents)
                    Learn(watch, document);
                break;
            case Said.WatchEnded ended:
                SimulationViolation.Unless(ended.Cursor.Equals(from), Rule, $"{watch} was told of {from}, and is to go on from {ended.Cursor}");
                break;
        }
    }

    public override void Ended(World world)
    {
        Ledger ledger = world.Ledger;
        HashSet<WriteVersion> gone = [.. ledger.Operations.Where(each => ledger.ReasonOfLoss(each) is not null).Select(each => each.Version)];
        Operation[] history = [.. ledger.HistoryOf(ledger.ShadowOf(world.Sites[0]).Vector)];
        IEnumerable<(object Watch, VersionVector Cursor)> watches =
            [.. world.Watchers.Select(watcher => ((object)watcher, watcher.Cursor)), .. ofClients.Select(watch => ((object)watch, watch.Cursor))];
        foreach ((object watch, VersionVector cursor) in watches)
        {
            foreach (Operation operation in history)
            {
                SimulationViolation.Unless(
                    cursor.Covers(operation.Replica, operation.Sequence) || ledger.IsTainted(operation.Replica),
                    Rule, $"{watch} was never told of operation {operation.Sequence} of replica {operation.Replica}");
            }
            if (!ledger.HasRollback)
                Compare(watch, world.Sites[0], gone);
        }
    }

    /// <summary>Who saw a write that went with its disk goes on knowing of it.</summary>
    private void Compare(object watch, SimSite site, HashSet<WriteVersion> gone)
    {
        SortedDictionary<string, StoredDocument> seen = KnownTo(watch);
        foreach (StoredDocument document in Captures.Of(site.Process!.Replica, site).Documents)
        {
            bool isKnown = seen.TryGetValue(document.Key, out StoredDocument? last);
            SimulationViolation.Unless(
                isKnown ? last!.Version == document.Version || gone.Contains(last.Version) : document.IsDeleted,
                Rule, $"{watch} knows {last?.Version} of {document.Key}, and it is {document.Version}");
        }
        foreach (StoredDocument last in seen.Values)
        {
            // A delete that all sites have forgotten is as good as one that is still remembered.
            SimulationViolation.Unless(
                last.IsDeleted || site.World.Ledger.ShadowOf(site).Find(last.Key) is not null || gone.Contains(last.Version), Rule, $"{watch} knows {last.Version} of {last.Key}, which isn't there");
        }
    }

    private SortedDictionary<string, StoredDocument> KnownTo(object watch)
    {
        if (!known.TryGetValue(watch, out SortedDictionary<string, StoredDocument>? documents))
            known.Add(watch, documents = new(StringComparer.Ordinal));
        return documents;
    }

    private void Learn(object watch, StoredDocument document)
    {
        if (!KnownTo(watch).TryGetValue(document.Key, out StoredDocument? last) || last.Version < document.Version)
            KnownTo(watch)[document.Key] = document;
    }
}
