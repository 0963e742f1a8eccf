using System.Security.Cryptography.X509Certificates;
using ClientHa.Server.Hosting;
using ClientHa.Server.Security;
using ClientHa.Server.Security.Setup;
using ClientHa.Server.Tests.Documents;

namespace ClientHa.Server.Tests.Security;

/// <summary>What <c>clientha init</c> and <c>clientha join</c> make.</summary>
public sealed class SetupTests : IDisposable
{
    private static readonly SetupPlan Plan = new("ha.test", 2, 8001, SetupPlan.DefaultLifetime);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-setup-");

    private string Out => Path.Combine(folder.FullName, "out");

    private string Data => Path.Combine(folder.FullName, "data");

    private SetupFolder Setup => new(Out, TimeProvider.System);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Each_site_has_a_certificate_of_its_own_number_by_the_authority()
    {
        Setup.Make(Plan);
        for (int site = 0; site < 2; site++)
        {
            JoinFile file = JoinFile.Read(Setup.JoinFileOf(site));
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(file.Certificate, file.Key);
            using X509Certificate2 authority = X509Certificate2.CreateFromPem(file.Authority);
            Assert.All(
                [CertificateChain.ForClients, CertificateChain.ForServers],
                purpose => Assert.Null(CertificateChain.Fault(certificate, null, [authority], TimeProvider.System.GetUtcNow(), purpose)));
            Assert.Equal([$"{site}.ha.test", "ha.test"], certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
            Assert.True(certificate.MatchesHostname($"{site}.ha.test"));
            Assert.Equal([$"{1 - site}.ha.test:8001"], file.Peers);
        }
    }

    [Fact]
    public void Secrets_are_for_their_owner_alone()
    {
        Setup.Make(Plan);
        JoinedSite.Write(Data, JoinFile.Read(Setup.JoinFileOf(0)), null);
        if (OperatingSystem.IsWindows())
            return;
        foreach (string file in Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "ca.pem"))
            Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_file_that_root_changes_still_belongs_to_the_site_that_reads_it()
    {
        // Only there, and only root, can give a file away.
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return;
        string tokens = Path.Combine(folder.FullName, "tokens.json");
        SecretFile.Write(tokens, "before");
        Run("chown", "4321:4322", tokens);
        SecretFile.Write(tokens, "after");
        Assert.Equal("4321:4322 600", Run("stat", "-c", "%u:%g %a", tokens));
        Assert.Equal("after", File.ReadAllText(tokens));

        // A new one belongs to whom its directory does.
        Run("chown", "4323:4324", folder.FullName);
        SecretFile.Write(Path.Combine(folder.FullName, "new"), "");
        Assert.Equal("4323:4324 600", Run("stat", "-c", "%u:%g %a", Path.Combine(folder.FullName, "new")));
    }

    [Fact]
    public void The_key_of_the_authority_and_the_tokens_stand_in_no_join_file()
    {
        Setup.Make(Plan);
        string text = File.ReadAllText(Setup.JoinFileOf(0));
        Assert.DoesNotContain(File.ReadAllText(Setup.OperatorTokenFile).Trim(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(File.ReadAllText(Setup.AuthorityKeyFile).Split('\n')[1], text, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_more_it_makes_what_is_missing_and_leaves_the_rest()
    {
        Assert.Equal(6, Setup.Make(Plan).Count);
        string[] before = Contents();
        Assert.Equal([Setup.JoinFileOf(2)], Setup.Make(Plan with { Sites = 3 }));
        string[] after = Contents();
        Assert.All(before, content => Assert.Contains(content, after));
        Assert.Equal(["0.ha.test:8001", "1.ha.test:8001"], JoinFile.Read(Setup.JoinFileOf(2)).Peers);

        string[] Contents() => [.. Directory.GetFiles(Out).Select(File.ReadAllText)];
    }

    [Fact]
    public void A_renewed_certificate_has_a_new_key_and_all_else_stays()
    {
        Setup.Make(Plan);
        JoinFile before = JoinFile.Read(Setup.JoinFileOf(1));
        Setup.Renew(1, TimeSpan.FromDays(10));
        JoinFile after = JoinFile.Read(Setup.JoinFileOf(1));
        Assert.NotEqual((before.Certificate, before.Key), (after.Certificate, after.Key));
        Assert.Equal((before.Site, before.Authority, before.Port, before.Domain), (after.Site, after.Authority, after.Port, after.Domain));
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(after.Certificate);
        Assert.InRange(certificate.NotAfter.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromDays(9), TimeSpan.FromDays(10));
    }

    [Fact]
    public void A_certificate_never_outlives_its_authority()
    {
        using Authority authority = Authority.Create("short", TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(5));
        using X509Certificate2 issued = X509Certificate2.CreateFromPem(authority.Issue("app", [], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(100)).CertificatePem);
        Assert.Equal(authority.End, new DateTimeOffset(issued.NotAfter));
    }

    [Fact]
    public void What_was_joined_fills_in_what_the_options_leave_open()
    {
        Setup.Make(Plan);
        JoinedSite.Write(Data, JoinFile.Read(Setup.JoinFileOf(1)), null);
        HaServerOptions options = new() { DataDirectory = Data };
        new JoinedOptions().PostConfigure(null, options);

        ServerPlan? plan = ServerPlanReader.Read(options, new Findings());
        Assert.Equal((1, "0.0.0.0:8001", true), (plan?.Site, plan?.Listen.Single().ToString(), plan?.ListensForPages));
        Assert.Equal("0.ha.test", Assert.Single(plan!.Peers).Host);
        Assert.False(plan.Security.IsOpenToClients || plan.Security.IsOpenToPeers);

        HaServerOptions told = new() { DataDirectory = Data, Listen = ["127.0.0.1:9001"], Peers = ["127.0.0.1:9002"] };
        new JoinedOptions().PostConfigure(null, told);
        Assert.Equal(["127.0.0.1:9001"], told.Listen);
        Assert.Equal(["127.0.0.1:9002"], told.Peers);
    }

    [Fact]
    public void A_directory_of_one_site_is_not_made_that_of_another()
    {
        Setup.Make(Plan);
        JoinedSite.Write(Data, JoinFile.Read(Setup.JoinFileOf(0)), null);
        FormatException fault = Assert.Throws<FormatException>(() => JoinedSite.Write(Data, JoinFile.Read(Setup.JoinFileOf(1)), null));
        Assert.Contains("is set up as site 0, and the file is for site 1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("{\"format\":\"secret\"}")]
    [InlineData("{\"format\":\"clientha join\",\"key\":\"secret\"}")]
    [InlineData("null")]
    public void What_is_no_join_file_is_refused_and_not_repeated(string text)
    {
        string path = Path.Combine(folder.FullName, "file");
        File.WriteAllText(path, text);
        FormatException fault = Assert.Throws<FormatException>(() => JoinFile.Read(path));
        Assert.Contains("is no join file", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_was_joined_serves()
    {
        Setup.Make(Plan with { Sites = 1 });
        JoinedSite.Write(Data, JoinFile.Read(Setup.JoinFileOf(0)), "127.0.0.1:0");
        await using DocumentsSite site = await DocumentsSite.ServeAsync(new DirectoryInfo(Data));
        await site.Documents.PutAsync("a", new byte[] { 1 });
        Assert.NotNull(await site.Documents.GetAsync("a"));
    }

    private static string Run(string program, params string[] arguments)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
