using System.Globalization;
using System.Net;
using ClientHa.Telemetry;

namespace ClientHa.Testing.History;

/// <summary>What a caller got, in words.</summary>
internal readonly record struct CallResult(string Text, bool IsFailed)
{
    /// <summary>A library's own timer ends a call a little before or after its deadline.</summary>
    private static readonly TimeSpan DeadlineMargin = TimeSpan.FromMilliseconds(50);

    /// <summary>By gRPC's numbers (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).</summary>
    private static readonly string[] StatusNames =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <param name="end">How the call ended.</param>
    /// <param name="untilDeadline">What was left of its time; null where it has no deadline.</param>
    public static CallResult Of(in CallEnd end, TimeSpan? untilDeadline) => end switch
    {
        { GrpcStatus: { } status } => new(NameOf(status), status != 0),
        { HttpStatus: { } status } => new(((int)status).ToString(CultureInfo.InvariantCulture), status >= HttpStatusCode.BadRequest),
        { Exception: { } exception } => new(exception.Message, true),
        _ when untilDeadline < DeadlineMargin => new(StatusNames[4], true),
        _ => new("cancelled", false),
    };

    private static string NameOf(int status) =>
        status >= 0 && status < StatusNames.Length ? StatusNames[status] : string.Create(CultureInfo.InvariantCulture, $"status {status}");
}
