using Xunit;

namespace ClientHa.Packages.Tests.Snippets;

public sealed class SnippetCompilerTests
{
    [Fact]
    public void A_block_without_a_fault_compiles() =>
        Assert.Empty(Errors("""
            ```csharp
            using ClientHa;
            Console.WriteLine(Failback.WhenIdle);
            ```
            """));

    [Fact]
    public void An_error_shows_its_line_in_the_document() =>
        Assert.Equal(["R.md(5): error CS0103: The name 'Nowhere' does not exist in the current context"], Errors("""
            Text.
            ```csharp
            using ClientHa;

            Console.WriteLine(Nowhere);
            ```
            """));

    [Fact]
    public void An_error_in_a_using_shows_its_line_in_the_document() =>
        Assert.StartsWith("R.md(3): error CS0246", Assert.Single(Errors("""
            ```csharp
            using System.Text;
            using NoSuchPackage;
            ```
            """)), StringComparison.Ordinal);

    [Fact]
    public void A_program_over_gRPC_compiles_against_the_stub() =>
        Assert.Empty(Errors("""
            ```csharp
            using Grpc.Core;
            using Grpc.Net.Client;

            using var channel = GrpcChannel.ForAddress(new Uri("http://ha.test:8001"),
                new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true });
            var client = new Clinic.ClinicClient(channel);
            try
            {
                var patient = await client.GetPatientAsync(new GetPatientRequest { Id = "7" }, deadline: DateTime.UtcNow.AddSeconds(5));
                Console.WriteLine(patient.Name);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
            {
                Console.WriteLine(error.Status.Detail);
            }
            ```
            """));

    [Fact]
    public void A_context_gives_a_block_what_stood_before_it() =>
        Assert.Empty(Errors("""
            <!-- snippet: context web -->
            ```csharp
            builder.Services.AddHttpClient();
            app.MapGet("/", () => "hello");
            ```
            """));

    [Fact]
    public void A_missing_path_in_a_command_is_found() =>
        Assert.Equal(
            ["R.md(3): samples/Nowhere does not exist: dotnet run --project samples/Nowhere", "R.md(4): tests/nothing does not exist: tests/nothing"],
            MarkdownBlock.Read("R.md", """
                ```sh
                dotnet build src/ClientHa   # not samples/Elsewhere
                dotnet run --project samples/Nowhere
                tests/nothing
                ```
                """).SelectMany(ShellCommands.MissingPaths));

    private static IEnumerable<string> Errors(string markdown) =>
        MarkdownBlock.Read("R.md", markdown).SelectMany(SnippetCompiler.Errors);
}
