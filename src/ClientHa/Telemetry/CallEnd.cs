using System.Net;

namespace ClientHa.Telemetry;

/// <summary>What a caller got. All are null where it gave the call up.</summary>
internal readonly record struct CallEnd
{
    /// <summary>gRPC's status, from the trailers or the headers.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>The status of a call that is not gRPC, or of an answer without gRPC's status.</summary>
    public HttpStatusCode? HttpStatus { get; init; }

    /// <summary>What was thrown, by the call or by the reading of its answer.</summary>
    public Exception? Exception { get; init; }
}
