using System.Net;

namespace ClientHa.Testing.Host;

/// <summary>A desktop program whose machine goes from network to network. "call" on its input makes a call; it says what came of it, and its status.</summary>
internal static class Traveller
{
    public static async Task<int> RunAsync(string[] servers)
    {
        using HaHttpHandler handler = new(new HaOptions { Servers = [.. servers], FirstChoice = "Ordered", NoSiteTimeout = TimeSpan.FromMinutes(5) });
        handler.StatusChanged += (_, status) => Console.WriteLine($"status {status}; {string.Join(", ", status.Sites)}");
        using HttpClient client = new(handler)
        {
            BaseAddress = handler.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Console.WriteLine("ready");
        for (int call = 1; await Console.In.ReadLineAsync() is not null; call++)
        {
            try
            {
                Console.WriteLine($"call {call} answered by {await client.GetStringAsync("/")}");
            }
            catch (HttpRequestException exception)
            {
                Console.WriteLine($"call {call} failed: {exception.Message}");
            }
        }
        return 0;
    }
}
