namespace ClientHa.Services;

/// <summary>
/// What a client makes of what it has read and written before, when a call goes to a site that does not have all of that yet. Each such
/// call first waits there a while, then asks the other sites; this is what happens where no site that answers has it.
/// </summary>
public enum SessionBehavior
{
    /// <summary>The call gets what a site has, marked as stale: see <see cref="Document.IsStale"/>.</summary>
    StaleAtLast = 0,

    /// <summary>The call fails with <see cref="HaStatusCode.Unavailable"/>.</summary>
    NeverStale,

    /// <summary>Nothing is remembered: any site's answer will do, and nothing is waited for.</summary>
    None,
}
