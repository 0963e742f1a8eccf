using ClientHa.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Security;

/// <summary>What the site's security holds in memory, and reads again when files change.</summary>
internal sealed class ServerSecurity
{
    private static readonly TimeSpan endIsNear = TimeSpan.FromDays(30);
    private static readonly TimeSpan warningPause = TimeSpan.FromDays(1);

    private readonly TimeProvider timeProvider;
    private readonly ILogger logger;
    private DateTimeOffset? warned;

    public ServerSecurity(ServerPlan plan, TimeProvider timeProvider, ILogger<ServerSecurity> logger)
    {
        (this.timeProvider, this.logger) = (timeProvider, logger);
        Plan = plan.Security;
        Tls = Plan.Tls is null ? null : new ServerTls(Plan.Tls, timeProvider, logger);
        Book = new AccessBook(Plan.Access, timeProvider, logger);
    }

    public SecurityPlan Plan { get; }

    /// <summary>Null: none.</summary>
    public ServerTls? Tls { get; }

    public AccessBook Book { get; }

    /// <summary>Whether there is a file, or a credential that can end.</summary>
    public bool CanChange => Tls is not null || Plan.Access is not { Grants.IsEmpty: true, TokensFile: null };

    /// <summary>Reads the files again.</summary>
    public void Reload()
    {
        // First: who was shut out is shut out, whatever the certificates' files hold.
        Book.Reload();
        Tls?.Reload();
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (Tls is { } tls && tls.CertificateEnd - now < endIsNear && (warned is null || now - warned >= warningPause))
        {
            warned = now;
            SecurityLog.CertificateEnds(logger, tls.CertificateEnd);
        }
    }
}
