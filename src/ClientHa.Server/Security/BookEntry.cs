using System.Diagnostics.CodeAnalysis;

namespace ClientHa.Server.Security;

/// <summary>A caller that is known, and the end of all its streams.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer and without a link there is nothing to free.")]
internal sealed class BookEntry
{
    private readonly CancellationTokenSource ended = new();

    public BookEntry(Grant grant)
    {
        Grant = grant;
        Caller = new(grant.Name, grant.Role) { Read = grant.Read, Write = grant.Write, Ended = ended.Token };
    }

    public Grant Grant { get; }

    public Caller Caller { get; }

    public void End() => ended.Cancel();
}
