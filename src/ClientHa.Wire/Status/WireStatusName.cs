namespace ClientHa.Wire;

/// <summary>The codes' names as gRPC spells them, so that a message can be searched for.</summary>
internal static class WireStatusName
{
    private static readonly string[] s_names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    public static string Of(WireStatusCode code) =>
        (uint)code < (uint)s_names.Length ? s_names[(int)code] : ((int)code).ToString();
}
