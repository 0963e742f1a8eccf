using ClientHa.Core;
using ClientHa.Sites;

namespace ClientHa.Attempts;

/// <summary>What a call remembers from its first failure on. Most calls have none, and then there is none of this.</summary>
internal sealed class Detour
{
    /// <summary>Each failed attempt in words.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How many attempts may have been processed.</summary>
    public int SentAttempts { get; set; }

    /// <summary>The sites tried in this round, as bits.</summary>
    public ulong Tried { get; set; }

    /// <summary>Those of them whose endpoints were tried, and not their names alone.</summary>
    public ulong TriedEndpoints { get; set; }

    /// <summary>What was tried before the call was asked to stay where it is; null where it was not.</summary>
    public (ulong Tried, ulong Endpoints)? BeforeStay { get; set; }

    /// <summary>The sites whose look-up the call has waited for.</summary>
    public ulong LookedUp { get; set; }

    /// <summary>A site whose look-up the call waits for.</summary>
    public Site? Unknown { get; set; }

    /// <summary>How often the call has waited for a site.</summary>
    public int Round { get; set; }

    /// <summary>Where the last attempt failed, while the call looks for another site.</summary>
    public (Site Site, string? Reason)? MovesFrom { get; set; }

    /// <summary>When a strategy of the application made the call again; null for the first time.</summary>
    public Instant? PassStartedAt { get; set; }
}
