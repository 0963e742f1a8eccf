using System.Buffers.Binary;
using ClientHa.Server.Wire;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Fakes;

/// <summary>Documents in memory, with a log that a cursor points into. Several sites may have one: replication without delay.</summary>
internal sealed class FakeStore
{
    private const ulong Millisecond = 1 << 16;

    private readonly object gate = new();
    private readonly SortedDictionary<string, Document> documents = new(StringComparer.Ordinal);
    private readonly List<Change> log = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The sites' clock: the 2nd of January 2030 where no write has moved it.</summary>
    public ulong Clock { get; private set; } = (ulong)new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * Millisecond;

    public FakeCounters Counters { get; } = new();

    public GetResponse Get(GetRequest request)
    {
        lock (gate)
            return new GetResponse { Clock = Clock, Document = documents.GetValueOrDefault(request.Key) };
    }

    public WriteResponse Put(PutRequest request) => Write(request.Key, request.Identity, request.Condition, request.Value);

    public WriteResponse Delete(DeleteRequest request) => Write(request.Key, request.Identity, request.Condition, value: null);

    public ListResponse List(ListRequest request)
    {
        lock (gate)
        {
            int size = request.PageSize == 0 ? 100 : request.PageSize;
            Document[] rest =
            [
                .. documents.Values.Where(each => each.Key.StartsWith(request.Prefix, StringComparison.Ordinal)
                    && string.CompareOrdinal(each.Key, request.PageToken) > 0),
            ];
            return new ListResponse
            {
                Clock = Clock,
                Cursor = Cursor(log.Count),
                Documents = { rest.Take(size) },
                NextPageToken = rest.Length > size ? rest[size - 1].Key : "",
            };
        }
    }

    public async Task WatchAsync(WatchRequest request, WireWriter<WatchResponse> responses, WireContext context)
    {
        int next = request.FromNow ? log.Count : request.Cursor.IsEmpty ? 0 : BinaryPrimitives.ReadInt32BigEndian(request.Cursor.Span);
        while (true)
        {
            WatchResponse response;
            Task more;
            lock (gate)
            {
                response = new WatchResponse
                {
                    Changes = { log.Skip(next).Where(each => each.Document.Key.StartsWith(request.Prefix, StringComparison.Ordinal)) },
                    Cursor = Cursor(log.Count),
                    Clock = Clock,
                };
                next = log.Count;
                more = changed.Task;
            }
            await responses.WriteAsync(response);
            await more.WaitAsync(context.CancellationToken);
        }
    }

    private static ByteString Cursor(int next)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, next);
        return ByteString.CopyFrom(bytes);
    }

    private WriteResponse Write(string key, WriteIdentity identity, Condition? condition, ByteString? value)
    {
        lock (gate)
        {
            Document? current = documents.GetValueOrDefault(key);
            if (log.Find(each => each.Document.Version.OperationId == identity.OperationId) is { } known)
                return new WriteResponse { Version = known.Document.Version, Clock = Clock };
            if (condition is not null && !Equals(condition.IfVersion, current?.Version))
                return new WriteResponse { Clock = Clock, Conflict = new Conflict { Current = current } };
            if (!identity.Restamped && identity.Stamp <= (current?.Version.Stamp ?? 0))
                return new WriteResponse { Clock = Clock, Restamp = current!.Version.Stamp };
            Clock = Math.Max(Clock, identity.Stamp) + 1;
            Document document = new()
            {
                Key = key,
                Value = value ?? ByteString.Empty,
                Version = new V1.Version { Stamp = identity.Stamp, OperationId = identity.OperationId },
            };
            if (value is null)
                documents.Remove(key);
            else
                documents[key] = document;
            log.Add(new Change { Document = document, Deleted = value is null, Replica = 1, Sequence = (ulong)log.Count + 1 });
            changed.SetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new WriteResponse { Version = document.Version, Clock = Clock, Replica = 1, Sequence = (ulong)log.Count };
        }
    }
}
