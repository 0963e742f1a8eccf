using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Fakes;

/// <summary>A site's data with a vector, as sessions see it. It has what was written here, and of others what a test lets it take over.</summary>
internal sealed class FakeReplica(int site)
{
    private readonly object gate = new();
    private readonly Dictionary<string, Document> documents = [];
    private readonly Dictionary<ByteString, (ulong Replica, ulong Sequence)> known = [];
    private readonly SortedDictionary<ulong, ulong> vector = [];

    public ulong Id { get; } = ((ulong)site << 56) | 1;

    /// <summary>What it says that another one has of its own writes.</summary>
    public ulong Confirmed { get; set; }

    /// <summary>Whose life was given up.</summary>
    public HashSet<ulong> Retired { get; } = [];

    /// <summary>Of its writes, the attempts that were made before, and the credential.</summary>
    public List<(string PreviousAttempts, string Authorization)> Headers { get; } = [];

    public void Attach(FakeSite fake)
    {
        fake.Get = (request, _) => Task.FromResult(Get(request));
        fake.Put = (request, context) =>
        {
            Headers.Add((context.Http.Request.Headers["grpc-previous-rpc-attempts"].ToString(), context.Http.Request.Headers.Authorization.ToString()));
            return Task.FromResult(Put(request));
        };
        fake.List = (request, _) =>
        {
            Enter(request.Session, out bool stale);
            return Task.FromResult(new ListResponse { Site = Word(stale) });
        };
    }

    /// <summary>Replicates all that another one has.</summary>
    public void Take(FakeReplica other)
    {
        lock (gate)
        {
            foreach ((string key, Document document) in other.documents)
                documents[key] = document;
            foreach ((ByteString id, (ulong, ulong) place) in other.known)
                known.TryAdd(id, place);
            foreach ((ulong replica, ulong sequence) in other.vector)
                vector[replica] = Math.Max(sequence, vector.GetValueOrDefault(replica));
        }
    }

    public string? ValueOf(string key)
    {
        lock (gate)
            return documents.GetValueOrDefault(key)?.Value.ToStringUtf8();
    }

    private GetResponse Get(GetRequest request)
    {
        lock (gate)
        {
            Enter(request.Session, out bool stale);
            return new GetResponse { Document = documents.GetValueOrDefault(request.Key), Site = Word(stale) };
        }
    }

    private WriteResponse Put(PutRequest request)
    {
        lock (gate)
        {
            Document? current = documents.GetValueOrDefault(request.Key);
            if (request.Condition is { } condition)
            {
                Enter(request.Session, out _);
                if (!Equals(condition.IfVersion, current?.Version))
                    return new WriteResponse { Conflict = new Conflict { Current = current }, Site = Word(false) };
            }
            V1.Version version = new() { Stamp = request.Identity.Stamp, OperationId = request.Identity.OperationId };
            if (!known.TryGetValue(version.OperationId, out (ulong Replica, ulong Sequence) place))
            {
                known.Add(version.OperationId, place = (Id, vector[Id] = vector.GetValueOrDefault(Id) + 1));
                documents[request.Key] = new Document { Key = request.Key, Value = request.Value, Version = version };
            }
            return new WriteResponse
            {
                Version = version,
                Replica = place.Replica,
                Sequence = place.Sequence,
                Unconfirmed = request.Concern is { AnyPeer: true },
                Site = Word(false),
            };
        }
    }

    private void Enter(Session? session, out bool isStale)
    {
        isStale = session is not null && (Lacks(session.Vector).Any(replica => !Retired.Contains(replica)) || Lacks(session.Kept).Any());
        if (!isStale || session!.AcceptStale)
            return;
        WireException behind = new(WireStatusCode.Unavailable, "Not here yet.");
        behind.Trailers.Add("clientha-elsewhere", "behind");
        throw behind;
    }

    private IEnumerable<ulong> Lacks(ByteString required) =>
        Vector.Parser.ParseFrom(required).Entries.Where(entry => vector.GetValueOrDefault(entry.Replica) < entry.Sequence).Select(entry => entry.Replica);

    private SiteWord Word(bool isStale) => new()
    {
        Replica = Id,
        Confirmed = Confirmed,
        Stale = isStale,
        Vector = new Vector { Entries = { vector.Select(entry => new V1.VectorEntry { Replica = entry.Key, Sequence = entry.Value }) } }.ToByteString(),
    };
}
