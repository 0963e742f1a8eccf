using System.Collections.Immutable;
using ClientHa.Wire;

namespace ClientHa.Server.Security;

/// <summary>Who makes a call, and what it may do.</summary>
internal sealed record Caller(string Name, AccessRole Role)
{
    /// <summary>Whether it needed no credential, so that its name says nothing.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Of a client: how the keys begin that it may read; what it may write is read, too.</summary>
    public ImmutableArray<string> Read { get; init; } = [""];

    /// <summary>Of a client: how the keys begin that it may write.</summary>
    public ImmutableArray<string> Write { get; init; } = [""];

    /// <summary>Of a peer: the number that its certificate names; null where it needed none.</summary>
    public int? Site { get; init; }

    /// <summary>Cancelled when the credential is taken away or ends: no stream outlives it.</summary>
    public CancellationToken Ended { get; init; }

    /// <summary>Cancelled when the certificate that shows who it is has ended, or its authority is no longer believed.</summary>
    public CancellationToken CertificateEnded { get; init; }

    /// <summary>Checks what a call wants with documents.</summary>
    /// <exception cref="WireException">PERMISSION_DENIED.</exception>
    public void Check(AccessDemand demand)
    {
        if (Role == AccessRole.Operator || Write.Any(demand.LiesIn) || (!demand.IsWrite && Read.Any(demand.LiesIn)))
            return;
        ImmutableArray<string> allowed = demand.IsWrite ? Write : [.. Read.Union(Write)];
        string what = demand.IsPrefix ? $"read all that begins with \"{demand.Text}\"" : $"{(demand.IsWrite ? "write" : "read")} \"{demand.Text}\"";
        string may = allowed.IsEmpty ? "nothing" : $"what begins with {string.Join(" or ", allowed.Select(prefix => $"\"{prefix}\""))}";
        throw new WireException(
            WireStatusCode.PermissionDenied,
            $"{Name} may not {what}: it may {(demand.IsWrite ? "write" : "read")} {may}; an operator of the site can allow more.");
    }
}
