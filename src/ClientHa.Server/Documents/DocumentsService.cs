using System.Globalization;
using ClientHa.Core.Replication;
using ClientHa.Server.Replication;
using ClientHa.Server.Sessions;
using ClientHa.Server.Wire;
using ClientHa.V1;
using ClientHa.Wire;
using Microsoft.AspNetCore.Routing;

namespace ClientHa.Server.Documents;

/// <summary>The documents for clients of any language: translates calls to inputs of the replica, and its replies to answers.</summary>
internal sealed class DocumentsService(IReplicaAccess access)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1_000;
    private const int MaxPageBytes = 1024 * 1024;
    private const int MessageOverheadBytes = 64 * 1024;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapWireService(DocumentsReflection.Descriptor.Services[0], service =>
    {
        service.MaxReceiveMessageBytes = Math.Max(service.MaxReceiveMessageBytes, access.Limits.MaxValueBytes + access.Limits.MaxKeyBytes + MessageOverheadBytes);
        service
            .Unary<GetRequest, GetResponse>("Get", GetAsync)
            .Unary<PutRequest, WriteResponse>("Put", PutAsync)
            .Unary<DeleteRequest, WriteResponse>("Delete", DeleteAsync)
            .Unary<ListRequest, ListResponse>("List", ListAsync)
            .Unary<AddRequest, WriteResponse>("Add", AddAsync)
            .Unary<GetCounterRequest, GetCounterResponse>("GetCounter", GetCounterAsync)
            .Unary<ListCountersRequest, ListCountersResponse>("ListCounters", new CountersHandler(access).ListAsync)
            .Unary<ListConflictsRequest, ListConflictsResponse>("ListConflicts", new ConflictsHandler(access).ListAsync)
            .ServerStreaming<WatchRequest, WatchResponse>("Watch", new WatchHandler(access).RunAsync);
    });

    private async Task<GetResponse> GetAsync(GetRequest request, WireContext context)
    {
        Check(access.Limits.FaultOfKey(request.Key));
        ReplicaLoop loop = access.Open();
        bool isStale = await access.Sessions.EnterAsync(request.Session, context.CancellationToken).ConfigureAwait(false);
        var found = await loop.AskAsync<ReplicaReply.Found>(call => new ReplicaInput.Get(call, request.Key), context.CancellationToken).ConfigureAwait(false);
        return new()
        {
            Document = found.Document is { } document ? Codec.WriteDocument(document) : null,
            Clock = found.Clock,
            Site = access.Sessions.Word(isStale),
        };
    }

    private Task<WriteResponse> PutAsync(PutRequest request, WireContext context)
    {
        Check(access.Limits.FaultOfKey(request.Key) ?? access.Limits.FaultOfValue(request.Value.Length));
        return WriteAsync(Core.Replication.OperationKind.Put, request.Key, request.Value.Memory, request.Identity, request.Condition, request.Session, request.Concern, context);
    }

    private Task<WriteResponse> DeleteAsync(DeleteRequest request, WireContext context)
    {
        Check(access.Limits.FaultOfKey(request.Key));
        return WriteAsync(Core.Replication.OperationKind.Delete, request.Key, default, request.Identity, request.Condition, request.Session, request.Concern, context);
    }

    private Task<WriteResponse> AddAsync(AddRequest request, WireContext context)
    {
        Check(access.Limits.FaultOfKey(request.Key));
        if (request.Identity is { OperationId.IsEmpty: false, Stamp: 0 } identity && ReadId(identity).Milliseconds is null)
            Check("The addition's operation id doesn't say when it was made: give a UUIDv7 (RFC 9562), or a stamp beside it. A site that has forgotten an id tells by its time that it may have counted it.");
        return WriteAsync(Core.Replication.OperationKind.Add, request.Key, CounterNumber.Write(request.Delta), request.Identity, condition: null, request.Session, request.Concern, context);
    }

    private async Task<GetCounterResponse> GetCounterAsync(GetCounterRequest request, WireContext context)
    {
        Check(access.Limits.FaultOfKey(request.Key));
        ReplicaLoop loop = access.Open();
        bool isStale = await access.Sessions.EnterAsync(request.Session, context.CancellationToken).ConfigureAwait(false);
        var counter = await loop.AskAsync<ReplicaReply.Counter>(call => new ReplicaInput.GetCounter(call, request.Key), context.CancellationToken).ConfigureAwait(false);
        return new() { Total = counter.Total, Clock = counter.Clock, Site = access.Sessions.Word(isStale) };
    }

    private async Task<WriteResponse> WriteAsync(
        Core.Replication.OperationKind kind, string key, ReadOnlyMemory<byte> value, WriteIdentity? identity, Condition? condition, Session? session,
        WriteConcern? concern, WireContext context)
    {
        SiteSessions.Check(concern);
        OperationId id = identity is null or { OperationId.IsEmpty: true } ? access.NewId() : ReadId(identity);
        WriteRequest request = new(
            kind, key, value, id, identity?.Stamp ?? 0, identity?.Restamped ?? false, PreviousAttempts(context),
            condition is null ? null : new(condition.IfVersion is { } version ? ReadVersion(version) : null));
        if (condition is not null)
        {
            access.Open();
            await access.Sessions.EnterAsync(session, context.CancellationToken).ConfigureAwait(false);
        }
        ReplicaReply.Written written = await access.WriteAsync(request, context.CancellationToken).ConfigureAwait(false);
        WriteResponse response = Answer(request, written);
        response.Unconfirmed = written.Result is { } accepted
            && await access.Sessions.ConfirmAsync(concern, accepted, context.CancellationToken).ConfigureAwait(false);
        response.Site = access.Sessions.Word();
        return response;
    }

    private WriteResponse Answer(WriteRequest request, ReplicaReply.Written written) => written.Outcome switch
    {
        WriteOutcome.Accepted => new()
        {
            Version = Codec.Write(written.Result!.Version),
            Superseded = written.Result.Superseded,
            Replica = written.Result.Replica.Value,
            Sequence = written.Result.Sequence,
            Clock = written.Clock,
            Total = written.Result.Kind == Core.Replication.OperationKind.Add ? CounterNumber.Read(written.Result.Result) : 0,
        },
        // The clock is above the stamp of what is here, and within what this site accepts.
        WriteOutcome.Restamp => new() { Restamp = written.Clock, Clock = written.Clock },
        WriteOutcome.Conflict => new()
        {
            Conflict = new()
            {
                Current = written.Current is { IsDeleted: false } current ? Codec.WriteDocument(current) : null,
                OutcomeUnknown = !request.IsFirst,
            },
            Clock = written.Clock,
        },
        WriteOutcome.Overflow => throw new WireException(WireStatusCode.OutOfRange, CounterFaults.Overflow(request)),
        WriteOutcome.Full => throw new WireException(WireStatusCode.ResourceExhausted, CounterFaults.Full(access.Rules)),
        WriteOutcome.Expired => throw new WireException(WireStatusCode.OutOfRange, Expired(request, written)),
        _ => throw new WireException(WireStatusCode.OutOfRange, Ahead(request, written)),
    };

    private string Ahead(WriteRequest request, ReplicaReply.Written written)
    {
        long ahead = EarlyWrite.MillisecondsAhead(request, written, access.Open().Clock);
        return request.Stamp != 0
            ? $"The write's stamp is {ahead} ms ahead of this site's clock: set the clocks of the sites."
            : $"The operation id was made {ahead} ms ahead of this site's clock: set the client's clock, or give no id and do not try again.";
    }

    private static string Expired(WriteRequest request, ReplicaReply.Written written) => request.IsFirst
        ? $"OPERATION_EXPIRED: the operation id was made {Stamp.Milliseconds(written.Clock) - request.Id.Milliseconds ?? 0} ms ago, by this site's clock, and what was asked for then may be forgotten here. Nothing was executed now. If it was never tried before, set the client's clock and try it under a new id."
        : "OPERATION_EXPIRED: this retry comes so late that the answer to the first try may be forgotten. Nothing was executed now; read the document to see whether it was then.";

    private async Task<ListResponse> ListAsync(ListRequest request, WireContext context)
    {
        if (request.PageSize is < 0 or > MaxPageSize)
            throw new WireException(WireStatusCode.InvalidArgument, $"page_size {request.PageSize} is out of range: give 1 to {MaxPageSize}, or 0 for {DefaultPageSize}.");
        ReplicaLoop loop = access.Open();
        bool isStale = await access.Sessions.EnterAsync(request.Session, context.CancellationToken).ConfigureAwait(false);
        var page = await loop.AskAsync<ReplicaReply.Page>(
            call => new ReplicaInput.List(
                call,
                request.Prefix,
                request.PageToken.Length > 0 ? request.PageToken : null,
                request.PageSize == 0 ? DefaultPageSize : request.PageSize,
                MaxPageBytes),
            context.CancellationToken).ConfigureAwait(false);
        return new()
        {
            Documents = { page.Documents.Select(Codec.WriteDocument) },
            NextPageToken = page.HasMore ? page.Documents[^1].Key : "",
            Cursor = Cursor.Write(page.Vector),
            Clock = page.Clock,
            Site = access.Sessions.Word(isStale),
        };
    }

    private static OperationId ReadId(WriteIdentity identity) => Read(() => Codec.ReadId(identity.OperationId));

    private static WriteVersion ReadVersion(V1.Version version) => Read(() => Codec.Read(version));

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw new WireException(WireStatusCode.InvalidArgument, fault.Message);
        }
    }

    /// <summary>However many there were: a later try that were taken for a first one could be stamped again, and counted twice.</summary>
    private static byte PreviousAttempts(WireContext context)
    {
        string text = context.Http.Request.Headers["grpc-previous-rpc-attempts"].ToString();
        if (text.Length == 0 || !text.All(char.IsAsciiDigit))
            return 0;
        return byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte attempts) ? attempts : byte.MaxValue;
    }

    private static void Check(string? fault)
    {
        if (fault is not null)
            throw new WireException(WireStatusCode.InvalidArgument, fault);
    }
}
