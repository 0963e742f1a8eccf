namespace ClientHa.Services;

/// <summary>How a call ended: gRPC's status codes, as numbered on the wire (grpc/doc/statuscodes.md).</summary>
public enum HaStatusCode
{
    /// <summary>It succeeded.</summary>
    Ok = 0,

    /// <summary>Somebody other than the caller cancelled it.</summary>
    Cancelled = 1,

    /// <summary>The site failed and said no more.</summary>
    Unknown = 2,

    /// <summary>The site takes no such argument.</summary>
    InvalidArgument = 3,

    /// <summary>Its time was over. What it was to do may have been done.</summary>
    DeadlineExceeded = 4,

    /// <summary>What it asks for does not exist.</summary>
    NotFound = 5,

    /// <summary>What it was to make exists.</summary>
    AlreadyExists = 6,

    /// <summary>The site knows the caller and does not allow it this call.</summary>
    PermissionDenied = 7,

    /// <summary>A limit was reached; the message names it.</summary>
    ResourceExhausted = 8,

    /// <summary>The site is not in a state for this call.</summary>
    FailedPrecondition = 9,

    /// <summary>Given up because of another call.</summary>
    Aborted = 10,

    /// <summary>An argument is beyond what there is.</summary>
    OutOfRange = 11,

    /// <summary>The site has no such method.</summary>
    Unimplemented = 12,

    /// <summary>Something that must not happen has happened.</summary>
    Internal = 13,

    /// <summary>No site answers. What it was to do may have been done.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or damaged.</summary>
    DataLoss = 15,

    /// <summary>The site wants to know who calls.</summary>
    Unauthenticated = 16,
}
