using System.Collections.Frozen;
using System.Collections.Immutable;
using ClientHa.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Security;

/// <summary>The callers that are known by a credential, as the configuration and the tokens' file have them now.</summary>
internal sealed class AccessBook
{
    private readonly AccessPlan plan;
    private readonly TimeProvider timeProvider;
    private readonly ILogger logger;
    private volatile Pages pages;
    private string? toldFault;

    public AccessBook(AccessPlan plan, TimeProvider timeProvider, ILogger logger)
    {
        (this.plan, this.timeProvider, this.logger) = (plan, timeProvider, logger);
        Findings findings = new();
        pages = Pages.Of(Read(findings), []);

        // The options' check has read the same file a moment ago.
        foreach (string fault in findings.Failures)
            SecurityLog.AccessNotReloaded(logger, fault);
    }

    /// <summary>Null: no such token.</summary>
    public BookEntry? OfToken(string token) => pages.Tokens.GetValueOrDefault(AccessToken.HashOf(token));

    /// <summary>Null: none of its names is listed.</summary>
    public BookEntry? OfCertificate(CertificateIdentity certificate)
    {
        Pages now = pages;
        foreach (string name in certificate.Names)
        {
            if (now.Certificates.TryGetValue(name, out BookEntry? entry))
                return entry;
        }
        return null;
    }

    /// <summary>Reads the file again, and ends the streams of those that are no longer in it or whose time is over.</summary>
    public void Reload()
    {
        Findings findings = new();
        ImmutableArray<Grant> grants = Read(findings);
        Pages before = pages;
        if (findings.Failures.Count > 0)
        {
            if (toldFault != findings.Failures[0])
                SecurityLog.AccessNotReloaded(logger, findings.Failures[0]);
            toldFault = findings.Failures[0];
        }
        else
        {
            toldFault = null;
            pages = Pages.Of(grants, before.All);
            if (pages.All.Length != before.All.Length || !pages.All.All(before.All.Contains))
                SecurityLog.AccessReloaded(logger, pages.All.Length);
        }
        DateTimeOffset now = timeProvider.GetUtcNow();
        foreach (BookEntry entry in before.All)
        {
            if (!pages.All.Contains(entry) || entry.Grant.Expires <= now)
                entry.End();
        }
    }

    private ImmutableArray<Grant> Read(Findings findings)
    {
        ImmutableArray<Grant> more = plan.TokensFile is { } file ? TokensFile.Read(file, findings) : [];
        return [.. plan.Grants, .. more];
    }

    private sealed record Pages(ImmutableArray<BookEntry> All, FrozenDictionary<string, BookEntry> Tokens, FrozenDictionary<string, BookEntry> Certificates)
    {
        /// <summary>Who stays the same keeps the entry, and with it the streams.</summary>
        public static Pages Of(ImmutableArray<Grant> grants, ImmutableArray<BookEntry> before)
        {
            Dictionary<Grant, BookEntry> known = [];
            foreach (BookEntry entry in before)
                known.TryAdd(entry.Grant, entry);
            ImmutableArray<BookEntry> all = [.. grants.Select(grant => known.GetValueOrDefault(grant) ?? new BookEntry(grant))];
            return new(
                all,
                all.Where(entry => entry.Grant.Hash is not null).DistinctBy(entry => entry.Grant.Hash).ToFrozenDictionary(entry => entry.Grant.Hash!, StringComparer.Ordinal),
                all.Where(entry => entry.Grant.Hash is null).DistinctBy(entry => entry.Grant.Name).ToFrozenDictionary(entry => entry.Grant.Name, StringComparer.OrdinalIgnoreCase));
        }
    }
}
