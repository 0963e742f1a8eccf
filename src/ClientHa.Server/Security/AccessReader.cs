using System.Collections.Immutable;
using ClientHa.Server.Hosting;

namespace ClientHa.Server.Security;

/// <summary>Checks <see cref="HaServerOptions.Access"/>.</summary>
internal static class AccessReader
{
    public static AccessPlan Read(ServerAccessOptions? options, ServerTlsPlan? tls, Findings findings)
    {
        options ??= new();
        ImmutableArray<Grant> tokens = GrantReader.Read("Access:Tokens", options.Tokens, areTokens: true, findings);
        ImmutableArray<Grant> certificates = GrantReader.Read("Access:Certificates", options.Certificates, areTokens: false, findings);
        if (!certificates.IsEmpty && tls?.ClientCaFile is null)
            findings.Fail("Access:Certificates is without authorities that issue them: set Tls:ClientCaFile, too, or leave the entries out");
        string? file = string.IsNullOrEmpty(options.TokensFile) ? null : Path.GetFullPath(options.TokensFile);
        if (file is not null)
            TokensFile.Read(file, findings);
        return new(
            [.. tokens, .. certificates],
            file,
            AddressRanges.Read("Access:ClientAllow", options.ClientAllow, findings),
            AddressRanges.Read("Access:PeerAllow", options.PeerAllow, findings),
            AddressRanges.Read("Access:OperatorAllow", options.OperatorAllow, findings));
    }
}
