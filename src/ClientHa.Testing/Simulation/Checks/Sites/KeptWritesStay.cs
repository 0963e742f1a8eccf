using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Sites.Load;

namespace ClientHa.Testing.Simulation.Checks.Sites;

/// <summary>
/// server.md, "Client-assisted durability": an acknowledged write is kept by its client until another site has it, and is handed over
/// where its site is lost: so it survives the loss of a site while its client lives. A rolled-back disk gives numbers twice, and lets a
/// client take the one for the other.
/// </summary>
internal sealed class KeptWritesStay : Check, IUserCheck
{
    private readonly Dictionary<OperationId, Note> notes = [];

    public override string Rule => "no acknowledged write is lost with its site while its client lives";

    public void Acknowledged(DocumentUser user, WriteRequest request, OperationResult result, bool isAtTwo)
    {
        notes.TryAdd(request.Id, new(user, request.Key));
        if (isAtTwo)
            IsAtTwo(user, request.Id, result.Replica, result.Sequence);
    }

    public void Confirmed(DocumentUser user, KeptWrite write)
    {
        notes[write.Id].IsOver = true;
        IsAtTwo(user, write.Id, write.Replica, write.Sequence);
    }

    public void GivenUp(DocumentUser user, KeptWrite write) => notes[write.Id].IsOver = true;

    public override void Ended(World world)
    {
        if (world.Ledger.HasRollback)
            return;
        HashSet<OperationId> there = [.. world.Ledger.HistoryOf(world.Sites[0].Process!.Replica.Vector).Select(operation => operation.Version.OperationId)];
        foreach ((OperationId id, Note note) in notes.OrderBy(each => each.Key))
            SimulationViolation.Unless(note.IsOver || there.Contains(id), Rule, $"{note.User} was told that {id} of {note.Key} is done, and it is nowhere");
    }

    /// <summary>Unless that one has lost its disk since.</summary>
    private void IsAtTwo(DocumentUser user, OperationId id, ReplicaId replica, ulong sequence) => SimulationViolation.Unless(
        user.World.Ledger.HasLostDisk
            || user.World.Sites.Any(site => site.Number != replica.Site && user.World.Ledger.ShadowOf(site).Vector.Covers(replica, sequence)),
        Rule, $"{user} was told that a second site has {id}, operation {sequence} of replica {replica}, and none has it");

    private sealed class Note(DocumentUser user, string key)
    {
        public DocumentUser User => user;

        public string Key => key;

        /// <summary>Two sites were said to have it, or its client has given it up.</summary>
        public bool IsOver { get; set; }
    }
}
