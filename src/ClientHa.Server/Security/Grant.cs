using System.Collections.Immutable;

namespace ClientHa.Server.Security;

/// <summary>The checked <see cref="AccessGrantOptions"/>.</summary>
/// <param name="Hash">Of a token, in lower case; null: a certificate's.</param>
internal sealed record Grant(
    string Name, AccessRole Role, string? Hash, ImmutableArray<string> Read, ImmutableArray<string> Write, AddressRanges Allow, DateTimeOffset? Expires)
{
    public bool Equals(Grant? other) => other is not null && (Name, Role, Hash, Expires) == (other.Name, other.Role, other.Hash, other.Expires)
        && Allow.Equals(other.Allow) && Read.SequenceEqual(other.Read) && Write.SequenceEqual(other.Write);

    public override int GetHashCode() => HashCode.Combine(Name, Hash);
}
