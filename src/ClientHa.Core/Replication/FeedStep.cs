namespace ClientHa.Core.Replication;

/// <summary>What becomes of one record of the log for one reader.</summary>
internal enum FeedStep
{
    Skip,
    Deliver,

    /// <summary>The log alone cannot bring the reader further: it needs the whole state.</summary>
    NeedState,
}
