using ClientHa.Server.Http;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Security;

/// <summary>The pages are for operators; where a site knows no credentials, for who sits at its machine.</summary>
internal sealed class CredentialAccess(ServerSecurity security, AccessGate gate) : IOperatorAccess
{
    private readonly LoopbackAccess loopback = new();

    public string? Refusal(HttpContext http, OperatorRole role)
    {
        if (security.Plan.IsOpenToClients)
            return loopback.Refusal(http, role);
        AccessRefusal? refusal = gate.JudgePage(http, AccessRole.Operator);

        // A browser then asks its user for a name, which may be any, and a password: the token.
        if (refusal is { IsUnknown: true } && !http.Response.HasStarted)
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"ClientHa\", charset=\"UTF-8\"";
        return refusal?.Reason;
    }

    public bool TellsReasons(HttpContext http) =>
        security.Plan.IsOpenToClients ? loopback.TellsReasons(http) : gate.MaySeePage(http, AccessRole.Operator);
}
