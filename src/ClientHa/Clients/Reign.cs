using ClientHa.Attempts;
using ClientHa.Sites;

namespace ClientHa.Clients;

/// <summary>One configuration in force: its sites, and how calls go through them. A call that began under it ends under it.</summary>
internal sealed class Reign(int number, SiteDirectory directory)
{
    /// <summary>Grows with each change.</summary>
    public int Number { get; } = number;

    public SiteDirectory Directory { get; } = directory;

    public AttemptLoop Attempts { get; } = new(directory);
}
