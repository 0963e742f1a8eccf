using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ClientHa.Server.Tests.Documents;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit.Abstractions;

namespace ClientHa.Server.Tests.Security;

/// <summary>Garbage at every method: each call ends with a status that says what is wrong, and the site goes on as before.</summary>
[Collection(nameof(Alone))]
public sealed class GrpcFuzzTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clientha-fuzz-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Every_call_ends_with_a_status_and_the_site_goes_on()
    {
        output.WriteLine($"CLIENTHA_FUZZ_SEED={FuzzDice.Seed}");
        FuzzDice dice = new(FuzzDice.Seed);
        await using DocumentsSite site = await DocumentsSite.ServeAsync(folder);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });

        // Draining ends the site, and what between sites goes wrong has a test of its own.
        MethodDescriptor[] methods = [.. AccessRow.AllMethods.Where(method => method.Name is not ("Drain" or "Exchange"))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int round = 0; round < FuzzDice.Rounds(400); round++)
        {
            MethodDescriptor method = methods[dice.Next(methods.Length)];
            byte[] body = Body(method, dice);
            WireStatusCode? code = await CallAsync(client, site.Grpc, method, body);
            Assert.True(code != WireStatusCode.Unknown, $"Round {round}: the handler of {method.FullName} failed for {Convert.ToHexString(body)}.");
        }
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
        await site.Documents.PutAsync("after", new byte[] { 1 });
        Assert.NotNull(await site.Documents.GetAsync("after"));
    }

    private static byte[] Body(MethodDescriptor method, FuzzDice dice)
    {
        byte[] message = dice.Spoil(dice.Fill(method.InputType.Parser.ParseFrom([])).ToByteArray());
        byte[] body = new byte[5 + message.Length];
        body[0] = (byte)(dice.OneIn(20) ? dice.Next(256) : 0);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(1), dice.OneIn(20) ? (uint)dice.Next(int.MaxValue) : (uint)message.Length);
        message.CopyTo(body, 5);
        return body;
    }

    private static async Task<WireStatusCode?> CallAsync(HttpClient client, string endPoint, MethodDescriptor method, byte[] body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://{endPoint}{AccessRow.PathOf(method)}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, HangGuard.Token);
        HttpResponseHeaders headers = response.Headers;
        if (!headers.Contains("grpc-status"))
        {
            // A stream that has begun goes on until it is left.
            if (method.IsServerStreaming)
                return null;
            await response.Content.ReadAsByteArrayAsync(HangGuard.Token);
            headers = response.TrailingHeaders;
        }
        return (WireStatusCode)int.Parse(headers.GetValues("grpc-status").Single(), CultureInfo.InvariantCulture);
    }
}
