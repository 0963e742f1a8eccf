using System.Net;
using System.Net.Http.Headers;

namespace ClientHa.Testing.Host;

/// <summary>
/// Runs clusters of all kinds, kills and freezes in them, and tells what this process has at the end that it did not have when
/// the first few were gone.
/// </summary>
internal static class Leaks
{
    private const int First = 10;

    public static async Task<int> RunAsync(int clusters)
    {
        // What there is one of, whatever the number of clusters: the keeper, the runtime's own threads, caches.
        await RunManyAsync(First);
        Belongings before = await Belongings.AtRestAsync();
        await RunManyAsync(clusters);
        string[] left = await Belongings.LeftAsync(before);
        Console.WriteLine(left.Length == 0 ? "nothing is left" : $"left: {string.Join(", ", left)}");
        return left.Length == 0 ? 0 : 1;
    }

    private static async Task RunManyAsync(int clusters)
    {
        for (int i = 0; i < clusters; i++)
            await RunOneAsync(isProcesses: i % 10 == 9);
    }

    private static async Task RunOneAsync(bool isProcesses)
    {
        await using HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = isProcesses);
        HaHttpHandler handler = cluster.CreateHandler();
        using HttpClient client = new(handler, disposeHandler: false);
        await PingAsync(client, handler.Address);
        await cluster[0].KillAsync();
        await PingAsync(client, handler.Address);
        await cluster[1].FreezeAsync();
    }

    /// <summary>A health check, as the kit's users' clients send them.</summary>
    private static async Task PingAsync(HttpClient client, Uri address)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, "/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { { "te", "trailers" } },
        };
        request.Options.Set(new HttpRequestOptionsKey<bool>("ClientHa.Idempotent"), true);
        using HttpResponseMessage response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
