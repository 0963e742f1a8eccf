using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Sites;

/// <summary>
/// What faults make of a site's answers while its process runs: they outlive a restart, as a bad deployment does. Each is counted,
/// so that faults overlap.
/// </summary>
internal sealed class SiteMood
{
    /// <summary>An operator has told it to stop: it refuses calls as not processed, and its health says NOT_SERVING.</summary>
    public int Drains { get; set; }

    /// <summary>INTERNAL to every call of a user.</summary>
    public int Breaks { get; set; }

    /// <summary>RESOURCE_EXHAUSTED to every call of the user's own service.</summary>
    public int Overloads { get; set; }

    /// <summary>It has stood still for a moment lately.</summary>
    public int Stalls { get; set; }

    /// <summary>How much later each answer to a user leaves.</summary>
    public TimeSpan Slowness { get; set; }

    public TimeSpan PushBack { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What is said before the site has done anything, and in place of it; null where it goes its way.</summary>
    public Said? InPlaceOf(Ask ask) => ask switch
    {
        Ask.Health => Drains > 0 ? new Said.Health(IsServing: false) : null,
        _ when Drains > 0 => new Said.Elsewhere(ElsewhereReason.Drain),
        Ask.Find or Ask.Book when Overloads > 0 => new Said.PushBack(PushBack),
        Ask.Find or Ask.Book or Ask.Get when Breaks > 0 => new Said.Broken(),
        _ => null,
    };
}
