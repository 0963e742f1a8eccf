using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Security;

/// <summary>The site's TLS with what its files hold now. New connections take it from here, in both directions.</summary>
internal sealed class ServerTls
{
    private readonly ServerTlsPlan plan;
    private readonly TimeProvider timeProvider;
    private readonly ILogger logger;
    private volatile ServerTlsMaterial material;
    private readonly ConditionalWeakTable<ShownCertificate, object?> shownNow = [];
    private string? toldFault;

    /// <exception cref="TlsFileException">A file cannot be used.</exception>
    public ServerTls(ServerTlsPlan plan, TimeProvider timeProvider, ILogger logger)
    {
        (this.plan, this.timeProvider, this.logger) = (plan, timeProvider, logger);
        material = ServerTlsMaterial.Load(plan);
    }

    /// <summary>When the site's certificate ends: an operator must hear of it before.</summary>
    public DateTimeOffset CertificateEnd => material.Certificate.NotAfter;

    /// <summary>
    /// Reads the files again. A file that is being written, or is gone, changes nothing but the log. What connections have shown is judged
    /// anew.
    /// </summary>
    public void Reload()
    {
        try
        {
            ServerTlsMaterial before = material;
            material = before.LoadAgain(plan);
            toldFault = null;
            if (material != before)
                SecurityLog.CertificatesReloaded(logger, material.Certificate.Subject, CertificateEnd);
        }
        catch (TlsFileException exception)
        {
            if (toldFault != exception.Message)
                SecurityLog.CertificatesNotReloaded(logger, exception.Message);
            toldFault = exception.Message;
        }
        foreach ((ShownCertificate certificate, _) in shownNow)
            certificate.JudgeAgain(material, timeProvider.GetUtcNow());
    }

    /// <summary>For a connection that was accepted: any certificate may be shown, and what it is worth is noted.</summary>
    /// <param name="shown">Is told what the caller's certificate is worth, where it shows one.</param>
    [SuppressMessage("Security", "CA5359", Justification = "What a certificate is worth is decided for each call, by the table of who may do what.")]
    public SslServerAuthenticationOptions Accept(Action<ShownCertificate> shown)
    {
        ServerTlsMaterial now = material;
        return new()
        {
            ServerCertificateContext = now.Context,
            ClientCertificateRequired = true,
            CertificateChainPolicy = CertificateChain.Quick(),

            // A session that is taken up again would show no certificate to look at.
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                // Whom nobody knows is turned away later, with a status that says why; a broken handshake says nothing.
                if (certificate is X509Certificate2 given)
                    shown(Note(given, chain, now, CertificateChain.ForClients));
                return true;
            },
        };
    }

    /// <summary>For a connection to another site.</summary>
    /// <param name="met">Is told whom the other side's certificate shows. It is taken for a site, or the connection fails.</param>
    public SslClientAuthenticationOptions Dial(Action<ShownCertificate> met)
    {
        ServerTlsMaterial now = material;
        return new()
        {
            ClientCertificateContext = now.Context,
            CertificateChainPolicy = CertificateChain.Quick(),
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                if (certificate is not X509Certificate2 given)
                    return false;
                ShownCertificate shown = Note(given, chain, now, CertificateChain.ForServers);
                met(shown);
                return shown.Identity.Site is not null;
            },
        };
    }

    /// <summary>It is judged again as long as its connection has it.</summary>
    private ShownCertificate Note(X509Certificate2 given, X509Chain? chain, ServerTlsMaterial now, string purpose)
    {
        ShownCertificate shown = new(given, chain?.ChainPolicy.ExtraStore, now, timeProvider.GetUtcNow(), purpose);
        shownNow.Add(shown, null);
        return shown;
    }
}
