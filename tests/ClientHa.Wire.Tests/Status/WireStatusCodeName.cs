namespace ClientHa.Wire.Tests.Status;

/// <summary>The codes for a public test's arguments, which cannot have an internal type.</summary>
internal static class WireStatusCodeName
{
    public const string Cancelled = nameof(WireStatusCode.Cancelled);
    public const string Internal = nameof(WireStatusCode.Internal);
    public const string PermissionDenied = nameof(WireStatusCode.PermissionDenied);
    public const string ResourceExhausted = nameof(WireStatusCode.ResourceExhausted);
    public const string Unauthenticated = nameof(WireStatusCode.Unauthenticated);
    public const string Unavailable = nameof(WireStatusCode.Unavailable);
    public const string Unimplemented = nameof(WireStatusCode.Unimplemented);
    public const string Unknown = nameof(WireStatusCode.Unknown);
}
