using System.Reflection;
using Xunit;

namespace ClientHa.Packages.Tests.Api;

public sealed class PublicApiTests
{
    [Theory]
    [InlineData("ClientHa.Core")]
    [InlineData("ClientHa")]
    [InlineData("ClientHa.Services")]
    [InlineData("ClientHa.Server")]
    [InlineData("ClientHa.Testing")]
    public void A_public_API_changes_only_with_its_approved_file(string assembly)
    {
        string approvedFile = Path.Combine(Repository.TestProject, "Approved", assembly + ".txt");
        string received = PublicApi.Print(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("CLIENTHA_APPROVE") == "1")
            File.WriteAllText(approvedFile, received);

        string approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        if (received == approved)
            return;

        string receivedFile = Path.Combine(AppContext.BaseDirectory, assembly + ".received.txt");
        File.WriteAllText(receivedFile, received);
        Assert.Fail($"""
            The public API of {assembly} is not the approved one:
            {Differences(approved, received)}
            All of it: {receivedFile}
            If the change is meant: CLIENTHA_APPROVE=1 tests/run FullyQualifiedName~PublicApiTests, and commit Approved/{assembly}.txt.
            """);
    }

    [Fact]
    public void ClientHa_Wire_has_no_public_API() =>
        Assert.Equal("", PublicApi.Print(Assembly.Load("ClientHa.Wire")));

    private static string Differences(string approved, string received)
    {
        string[] before = approved.Split('\n');
        string[] after = received.Split('\n');
        List<string> lines = [.. before.Except(after).Select(line => "- " + line), .. after.Except(before).Select(line => "+ " + line)];
        return lines.Count == 0 ? "The same lines in another order or number." : string.Join('\n', lines);
    }
}
