using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Services;

/// <summary>What the requests of all kinds of writes have alike.</summary>
internal static class WriteRequests
{
    public static bool HasCondition(IMessage request) => request is PutRequest { Condition: not null } or DeleteRequest { Condition: not null };

    public static string KeyOf(IMessage request) => request switch
    {
        PutRequest put => put.Key,
        DeleteRequest delete => delete.Key,
        AddRequest add => add.Key,
        _ => throw NoWrite(request),
    };

    public static ulong StampOf(IMessage request) => request switch
    {
        PutRequest put => put.Identity.Stamp,
        DeleteRequest delete => delete.Identity.Stamp,
        AddRequest add => add.Identity.Stamp,
        _ => throw NoWrite(request),
    };

    public static int BytesOf(IMessage request) => KeyOf(request).Length + ((request as PutRequest)?.Value.Length ?? 0);

    /// <summary>Puts in what the client as a whole has decided.</summary>
    public static IMessage With(IMessage request, V1.Session? session, V1.WriteConcern? concern)
    {
        switch (request)
        {
            case PutRequest put:
                (put.Session, put.Concern) = (session, concern);
                break;
            case DeleteRequest delete:
                (delete.Session, delete.Concern) = (session, concern);
                break;
            case AddRequest add:
                (add.Session, add.Concern) = (session, concern);
                break;
            default:
                throw NoWrite(request);
        }
        return request;
    }

    /// <summary>
    /// An acknowledged write as any other site takes it: under the same id and stamp, whatever it meets there. Its condition held where it
    /// was accepted. The value is copied, because its bytes are the caller's again.
    /// </summary>
    public static IMessage ToHandOver(IMessage request) => request switch
    {
        PutRequest put => new PutRequest { Key = put.Key, Value = ByteString.CopyFrom(put.Value.Span), Identity = Again(put.Identity) },
        DeleteRequest delete => new DeleteRequest { Key = delete.Key, Identity = Again(delete.Identity) },
        AddRequest add => new AddRequest { Key = add.Key, Delta = add.Delta, Identity = Again(add.Identity) },
        _ => throw NoWrite(request),
    };

    private static WriteIdentity Again(WriteIdentity identity) => new(identity) { Restamped = true };

    private static ArgumentException NoWrite(IMessage request) => new($"{request.Descriptor.Name} is no write.", nameof(request));
}
