using ClientHa.Core.Replication;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Clients;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>
/// server.md, "Conflicts": the version comes from the client's hybrid clock, merged with all that it has read. So what a client writes
/// wins over all that it has seen before: its own writes, what it has read, and what its watch has told it.
/// </summary>
internal sealed class OwnWritesWin : Check, IClientCheck
{
    private readonly Notes<Note> notes = new();

    public override string Rule => "a client's write wins over what the client has seen";

    public void Stopped(SimClient client) => notes.Forget(client);

    public void WriteStarted(SimClient client, ClientCall call, WriteRequest request) => SimulationViolation.Unless(
        request.Stamp > notes[client].Seen, Rule, $"{client} stamps {request.Id} with {request.Stamp} and has seen {notes[client].Seen}");

    public void WriteAnswered(SimClient client, WriteRequest request, ReplicaReply.Written written)
    {
        Saw(client, written.Result?.Version);
        Saw(client, written.Current?.Version);
    }

    public void ReadAnswered(SimClient client, Ask.Get get, ReplicaReply.Found found) => Saw(client, found.Document?.Version);

    public void WatchTold(ClientWatch watch, Said said)
    {
        if (said is Said.Change change)
            Saw(watch.Client, change.Operation.Version);
        foreach (StoredDocument document in (said as Said.Reset)?.Documents ?? [])
            Saw(watch.Client, document.Version);
    }

    private void Saw(SimClient client, WriteVersion? version) => notes[client].Seen = Math.Max(notes[client].Seen, version?.Stamp ?? 0);

    private sealed class Note
    {
        public ulong Seen { get; set; }
    }
}
