using System.Collections.Immutable;
using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>Checks what is configured, or stands in the tokens' file, of one caller after the other.</summary>
internal static class GrantReader
{
    /// <param name="place">Where they stand, as <c>Access:Tokens</c>.</param>
    /// <param name="options">What stands there.</param>
    /// <param name="areTokens">Or certificates.</param>
    /// <param name="findings">Takes the faults.</param>
    public static ImmutableArray<Grant> Read(string place, IList<AccessGrantOptions>? options, bool areTokens, Findings findings)
    {
        ImmutableArray<Grant>.Builder grants = ImmutableArray.CreateBuilder<Grant>();
        for (int i = 0; i < (options?.Count ?? 0); i++)
        {
            if (options![i] is { } each)
                grants.Add(Read($"{place}[{i}]", each, areTokens, findings));
        }
        foreach (string name in grants.GroupBy(grant => grant.Name).Where(same => same.Key.Length > 0 && same.Skip(1).Any()).Select(same => same.Key))
            findings.Fail($"{place} has the name \"{name}\" twice: give each a name of its own");
        return grants.ToImmutable();
    }

    private static Grant Read(string place, AccessGrantOptions options, bool isToken, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(options.Name))
            findings.Fail($"{place}:Name is missing: say whose {(isToken ? "token" : "certificate")} it is");
        string? hash = isToken ? ReadHash(place, options.Hash, findings) : null;
        if (!isToken && !string.IsNullOrEmpty(options.Hash))
            findings.Fail($"{place}:Hash is a token's: leave it out, or move the entry to Access:Tokens");
        AccessRole role = ReadRole(place, options.Role, findings);
        ImmutableArray<string> read = Prefixes(options.Read), write = Prefixes(options.Write);
        if (role != AccessRole.Client && read.Length + write.Length > 0)
            findings.Fail($"{place} is an operator with prefixes, and an operator may read and write everything: leave them out, or make it a client");
        bool isUnlimited = read.IsEmpty && write.IsEmpty;
        return new(
            options.Name ?? "", role, hash, isUnlimited ? [""] : read, isUnlimited ? [""] : write,
            AddressRanges.Read($"{place}:Allow", options.Allow, findings), options.Expires);
    }

    private static AccessRole ReadRole(string place, string? text, Findings findings)
    {
        switch (text?.ToLowerInvariant())
        {
            case "client":
                return AccessRole.Client;
            case "operator":
                return AccessRole.Operator;
            case "peer":
                findings.Fail($"{place}:Role is \"peer\", which only a certificate of Tls:PeerCaFile can give: write client or operator");
                return AccessRole.Client;
            default:
                findings.Fail($"{place}:Role \"{text}\" is none: write client or operator");
                return AccessRole.Client;
        }
    }

    /// <summary>A fault shows nothing of it: who has mistaken the token for its hash has written a secret there.</summary>
    private static string? ReadHash(string place, string? text, Findings findings)
    {
        if (AccessToken.ReadHash(text) is { } hash)
            return hash;
        findings.Fail($"{place}:Hash is not sha256: with 64 hexadecimal digits behind it: take it from 'clientha token new'");
        return null;
    }

    private static ImmutableArray<string> Prefixes(IList<string>? prefixes) => [.. (prefixes ?? []).Select(prefix => prefix ?? "")];
}
