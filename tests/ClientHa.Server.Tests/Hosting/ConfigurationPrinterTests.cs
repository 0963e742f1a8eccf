using ClientHa.Server.Hosting;
using ClientHa.Server.Security.Setup;
using Microsoft.Extensions.Configuration;

namespace ClientHa.Server.Tests.Hosting;

public sealed class ConfigurationPrinterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-config-");

    [Fact]
    public async Task Every_option_is_shown_with_its_value_and_with_who_had_the_last_word_on_it()
    {
        (int code, Dictionary<string, string> rows, string error) = await PrintAsync(
            ["--peer", "a.test:1", "--peer", "b.test:2"],
            """{ "ClientHa": { "Server": { "Site": 3, "Listen": [ "127.0.0.1:9001" ], "DrainPeriod": 5, "MaxKeyBytes": 100, "Peers": [ "c.test:3" ] } } }""",
            new() { ["CLIENTHA_DATA"] = "/data", ["ClientHa:Server:MaxKeyBytes"] = "200" });

        Assert.Equal((0, ""), (code, error));
        Assert.Equal("3 | appsettings.json", rows["Site"]);
        Assert.Equal("127.0.0.1:9001 | appsettings.json", rows["Listen"]);
        Assert.Equal("127.0.0.1:9000 | default", rows["Http"]);
        Assert.Equal($"{Path.GetFullPath("/data")} | environment CLIENTHA_DATA", rows["DataDirectory"]);
        Assert.Equal("a.test:1, b.test:2 | command line --peer", rows["Peers"]);
        Assert.Equal("00:00:05 | appsettings.json", rows["DrainPeriod"]);
        Assert.EndsWith("Memory", rows["MaxKeyBytes"].Replace("ConfigurationProvider", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("1048576 | default", rows["MaxValueBytes"]);
        Assert.Equal("00:00:00.2 | default", rows["SessionWait"]);
        Assert.NotEqual("0 | default", rows["MaxStateBytes"]);
        Assert.All(typeof(HaServerOptions).GetProperties(), property => Assert.Contains(rows.Keys, key => key.Split(':')[0] == property.Name));
    }

    [Fact]
    public async Task What_a_join_file_has_left_in_the_data_directory_is_shown_as_the_site_would_take_it()
    {
        string made = Path.Combine(folder.FullName, "made"), data = Path.Combine(folder.FullName, "data");
        SetupFolder setup = new(made, TimeProvider.System);
        setup.Make(new SetupPlan("ha.test", 2, 8001, SetupPlan.DefaultLifetime));
        JoinedSite.Write(data, JoinFile.Read(setup.JoinFileOf(1)), null);

        (int code, Dictionary<string, string> rows, string error) = await PrintAsync(["--data", data, "--peer", "told.test:1"], "{}", []);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal("1 | clientha join", rows["Site"]);
        Assert.Equal("0.0.0.0:8001 | clientha join", rows["Listen"]);
        Assert.Equal("told.test:1 | command line --peer", rows["Peers"]);
        Assert.Equal($"{Path.Combine(data, "security", "site.pem")} | clientha join", rows["Tls:CertificateFile"]);
        Assert.Equal($"{Path.Combine(data, "security", "ca.pem")} | clientha join", rows["Tls:PeerCaFile"]);
        Assert.Equal($"{Path.Combine(data, "security", "tokens.json")} | clientha join", rows["Access:TokensFile"]);

        await File.WriteAllTextAsync(Path.Combine(data, "security", "site.json"), "{");
        (code, _, error) = await PrintAsync(["--data", data], "{}", []);
        Assert.Equal((2, true), (code, error.Contains("site.json is damaged: join again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_faults_of_all_places_stand_in_one_message_beside_the_values()
    {
        (int code, Dictionary<string, string> rows, string error) = await PrintAsync(
            ["--site", "one", "--listen", "here"], """{ "ClientHa": { "Server": { "MaxKeyBytes": 0 } } }""", []);

        Assert.Equal(2, code);
        Assert.Equal("0 | appsettings.json", rows["MaxKeyBytes"]);
        Assert.Equal("here | command line --listen", rows["Listen"]);
        foreach (string fault in (string[])["Site \"one\" is not a number", "Listen[0] \"here\"", "DataDirectory is missing", "MaxKeyBytes 0 is outside"])
            Assert.Contains(fault, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    // Else its source would be told wrongly.
    [Fact]
    public void Every_setting_knows_the_option_that_it_sets() =>
        Assert.All(ServerSetting.All, setting => Assert.Contains(setting.Option, OptionValues.Of(new HaServerOptions()).Select(option => option.Name)));

    [Fact]
    public void What_stands_in_lists_is_shown_by_itself()
    {
        HaServerOptions options = new();
        options.Access.Certificates.Add(new());
        Assert.Contains(OptionValues.Of(options), option => option.Name.StartsWith("Access:Certificates:0:", StringComparison.Ordinal));
    }

    [Fact]
    public void Secrets_are_never_shown()
    {
        string[] values = [.. OptionValues.Of(new Credentials()).Select(option => $"{option.Name}={option.Value}")];
        Assert.Equal(["ClusterToken=(set, and not shown)", "KeyPassword=(none)", "Name=shown", "Tokens=(set, and not shown)", "TokensFile=/tokens"], values.Order(StringComparer.Ordinal));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<(int Code, Dictionary<string, string> Rows, string Error)> PrintAsync(string[] arguments, string json, Dictionary<string, string?> environment)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), json);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .SetBasePath(folder.FullName).AddJsonFile("appsettings.json").AddInMemoryCollection(environment).Build();
        using StringWriter output = new(), error = new();
        int code = await ConfigurationPrinter.PrintAsync(ServerSettings.Read(arguments), configuration, output, error);
        Dictionary<string, string> rows = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 3)
            .ToDictionary(cells => cells[0], cells => $"{cells[1]} | {cells[2]}");
        return (code, rows, error.ToString());
    }

    private sealed class Credentials
    {
        public string Name { get; } = "shown";

        public string? KeyPassword { get; }

        public string ClusterToken { get; } = "x7";

        public string[] Tokens { get; } = ["x7"];

        public string TokensFile { get; } = "/tokens";
    }
}
