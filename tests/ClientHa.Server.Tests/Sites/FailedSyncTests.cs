using System.Threading.Channels;
using ClientHa.Server.Hosting;
using ClientHa.Server.Log;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Log.Faults;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Tests.Sites;

/// <summary>A program that is a site and nothing else, and whose disk refuses to say that it has what was written.</summary>
public sealed class FailedSyncTests : IDisposable
{
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Documents = DocumentsReflection.Descriptor.Services[0];

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-sync-");
    private readonly FaultyFiles files = new();

    [Fact]
    public async Task The_program_ends_with_1_and_one_line_that_says_why_and_loses_nothing_that_was_acknowledged()
    {
        (Task<int> running, Lines output, StringWriter error) = Start();
        using (WireChannel channel = await ConnectAsync(output))
        {
            await PutAsync(channel, "kept");
            int flushes = 0;
            files.OnFlush = () => throw new IOException($"Input/output error {++flushes}");

            WireException lost = await Assert.ThrowsAsync<WireException>(() => PutAsync(channel, "lost"));
            Assert.Equal((WireStatusCode.Unavailable, null), (lost.StatusCode, lost.Trailers.GetText("clientha-elsewhere")));
            Assert.Equal(1, await running.WaitAsync(HangGuard.Token));
            // It was not asked again: a second answer would be worth nothing.
            Assert.Equal(1, flushes);
        }
        string line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"The log of {directory.FullName} cannot be written any more: ", line, StringComparison.Ordinal);
        Assert.Contains("Input/output error 1", line, StringComparison.Ordinal);

        files.OnFlush = null;
        using CancellationTokenSource stop = new();
        (running, output, _) = Start(stop.Token);
        using (WireChannel channel = await ConnectAsync(output))
            Assert.NotNull((await channel.UnaryAsync<GetResponse>(Documents.FindMethodByName("Get"), new GetRequest { Key = "kept" }, null, HangGuard.Token)).Document);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(HangGuard.Token));
    }

    public void Dispose() => directory.Delete(recursive: true);

    private (Task<int> Running, Lines Output, StringWriter Error) Start(CancellationToken stop = default)
    {
        Lines output = new();
        StringWriter error = new();
        ServerSettings settings = ServerSettings.Read(["--data", directory.FullName, "--listen", "127.0.0.1:0", "--http", "off", "--drain-period", "0"]);
        return (Task.Run(() => HaServerHost.RunAsync(settings, output, error, services => services.AddSingleton<ISyncedFiles>(files), stop), CancellationToken.None), output, error);
    }

    private static async Task<WireChannel> ConnectAsync(Lines output)
    {
        string listens = "";
        await foreach (string line in output.All.Reader.ReadAllAsync(HangGuard.Token))
        {
            if (line.Contains(" listens on ", StringComparison.Ordinal))
                listens = line;
            if (line == "serving")
                break;
        }
        return new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{listens.Split(" listens on ")[1].Split(' ')[0]}"));
    }

    private static Task<WriteResponse> PutAsync(WireChannel channel, string key) => channel.UnaryAsync<WriteResponse>(
        Documents.FindMethodByName("Put"), new PutRequest { Key = key, Value = ByteString.CopyFromUtf8("value") }, null, HangGuard.Token);

    /// <summary>What a program prints, as it comes.</summary>
    private sealed class Lines : StringWriter
    {
        public Channel<string> All { get; } = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value) => All.Writer.TryWrite(value ?? "");

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
