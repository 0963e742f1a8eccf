using System.Collections.Immutable;

namespace ClientHa.Server.Security;

/// <summary>The checked <see cref="ServerAccessOptions"/>.</summary>
/// <param name="Grants">Those of the configuration; the file has more.</param>
/// <param name="TokensFile">A full path; null: none.</param>
internal sealed record AccessPlan(
    ImmutableArray<Grant> Grants, string? TokensFile, AddressRanges ClientAllow, AddressRanges PeerAllow, AddressRanges OperatorAllow)
{
    public static readonly AccessPlan None = new([], null, AddressRanges.Everywhere, AddressRanges.Everywhere, AddressRanges.Everywhere);

    public AddressRanges AllowOf(AccessRole role) => role switch
    {
        AccessRole.Client => ClientAllow,
        AccessRole.Operator => OperatorAllow,
        _ => PeerAllow,
    };
}
