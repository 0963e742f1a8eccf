using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Http;

/// <summary>Who may do what at the operators' port. Health checks are for everybody, and are not asked about.</summary>
internal interface IOperatorAccess
{
    /// <returns>Null where the request may; else, in a sentence, why not and what would help.</returns>
    string? Refusal(HttpContext http, OperatorRole role);

    /// <summary>
    /// Whether a health check says beside its word why it is so, which may name other sites and this one's files. Who may not hear it has not
    /// asked for it: that is no refusal, and in no log.
    /// </summary>
    bool TellsReasons(HttpContext http);
}
