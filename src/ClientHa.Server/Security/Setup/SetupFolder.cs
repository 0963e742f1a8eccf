namespace ClientHa.Server.Security.Setup;

/// <summary>
/// What <c>clientha init</c> makes: the authority, a join file for each site, and the first tokens. It belongs to who runs the sites,
/// and on none of them.
/// </summary>
internal sealed class SetupFolder(string path, TimeProvider timeProvider)
{
    public string AuthorityFile => Path.Combine(path, "ca.pem");

    public string AuthorityKeyFile => Path.Combine(path, "ca.key");

    public string ClientTokenFile => Path.Combine(path, "client.token");

    public string OperatorTokenFile => Path.Combine(path, "operator.token");

    public string JoinFileOf(int site) => Path.Combine(path, JoinFile.NameOf(site));

    /// <summary>
    /// Makes what is missing, and leaves what is there: so a site is added by a greater number of sites. The join files of the others
    /// then lack it, which does no harm, since it is the new site that dials.
    /// </summary>
    /// <returns>The files that were made.</returns>
    public IReadOnlyList<string> Make(SetupPlan plan)
    {
        SecretFile.MakeDirectory(path);
        List<string> made = [];
        using Authority authority = OpenAuthority(plan.Domain, made);
        List<AccessGrantOptions> tokens = [Token("client", ClientTokenFile, made), Token("operator", OperatorTokenFile, made)];
        for (int site = 0; site < plan.Sites; site++)
        {
            if (File.Exists(JoinFileOf(site)))
                continue;
            IssuedCertificate issued = authority.Issue(plan.HostOf(site), plan.NamesOf(site), timeProvider.GetUtcNow(), plan.Lifetime);
            new JoinFile(
                JoinFile.CurrentFormat, JoinFile.CurrentVersion, plan.Domain, site, plan.Port, plan.PeersOf(site), authority.CertificatePem,
                issued.CertificatePem, issued.KeyPem, tokens).Write(JoinFileOf(site));
            made.Add(JoinFileOf(site));
        }
        return made;
    }

    /// <summary>Issues the certificate of a site's join file anew; all else in it stays.</summary>
    public JoinFile Renew(int site, TimeSpan lifetime)
    {
        JoinFile file = JoinFile.Read(JoinFileOf(site));
        using Authority authority = LoadAuthority();
        SetupPlan plan = new(file.Domain, 1, file.Port, lifetime);
        IssuedCertificate issued = authority.Issue(plan.HostOf(site), plan.NamesOf(site), timeProvider.GetUtcNow(), lifetime);
        JoinFile renewed = file with { Authority = authority.CertificatePem, Certificate = issued.CertificatePem, Key = issued.KeyPem };
        renewed.Write(JoinFileOf(site));
        return renewed;
    }

    /// <summary>A certificate for a client, as two files.</summary>
    public (string CertificateFile, string KeyFile) IssueClient(string name, TimeSpan lifetime)
    {
        using Authority authority = LoadAuthority();
        IssuedCertificate issued = authority.Issue(name, [], timeProvider.GetUtcNow(), lifetime);
        string certificateFile = Path.Combine(path, $"{name}.pem"), keyFile = Path.Combine(path, $"{name}.key");
        SecretFile.WriteOpen(certificateFile, issued.CertificatePem);
        SecretFile.Write(keyFile, issued.KeyPem);
        return (certificateFile, keyFile);
    }

    /// <summary>The numbers of the sites that have a join file here.</summary>
    public IReadOnlyList<int> Sites => [.. Enumerable.Range(0, 256).Where(site => File.Exists(JoinFileOf(site)))];

    private Authority OpenAuthority(string domain, List<string> made)
    {
        if (File.Exists(AuthorityKeyFile))
            return LoadAuthority();
        Authority authority = Authority.Create($"{domain} authority", timeProvider.GetUtcNow(), SetupPlan.AuthorityLifetime);
        SecretFile.Write(AuthorityKeyFile, authority.KeyPem + "\n");
        SecretFile.WriteOpen(AuthorityFile, authority.CertificatePem + "\n");
        made.AddRange([AuthorityFile, AuthorityKeyFile]);
        return authority;
    }

    private Authority LoadAuthority() => Authority.Load(File.ReadAllText(AuthorityFile), File.ReadAllText(AuthorityKeyFile));

    private static AccessGrantOptions Token(string role, string file, List<string> made)
    {
        if (!File.Exists(file))
        {
            SecretFile.Write(file, AccessToken.Create() + "\n");
            made.Add(file);
        }
        return new() { Name = role, Role = role, Hash = AccessToken.HashPrefix + AccessToken.HashOf(File.ReadAllText(file).Trim()) };
    }
}
