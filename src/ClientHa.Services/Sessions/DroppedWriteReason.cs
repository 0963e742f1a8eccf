namespace ClientHa.Services;

/// <summary>Why a client keeps a write no longer.</summary>
public enum DroppedWriteReason
{
    /// <summary>There are too many of them, or they are too large: see <see cref="ServiceClientOptions.MaxKeptWrites"/>.</summary>
    TooMany = 0,

    /// <summary>It was offered to a site so late that the site could no longer know whether it had it (OPERATION_EXPIRED).</summary>
    Expired,

    /// <summary>A site takes no such write: it has other limits than the one that had accepted it.</summary>
    Refused,
}
