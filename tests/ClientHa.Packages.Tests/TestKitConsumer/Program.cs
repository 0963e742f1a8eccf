// What a test of a user's does, in any framework of tests: with the packages and nothing else.

using System.Net;
using ClientHa;
using ClientHa.Services;
using ClientHa.Testing;
using Microsoft.AspNetCore.Builder;

await using (HaCluster cluster = await HaCluster.StartAsync(2, _ => { }, app => app.MapGet("/", (HaSitePlace site) => site.Name)))
{
    HaHttpHandler handler = cluster.CreateHandler();
    using HttpClient client = new(handler, disposeHandler: false)
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
    Expect("0.ha.test", await client.GetStringAsync(handler.Address));
    await cluster.SiteOf(handler).KillAsync();
    Expect("1.ha.test", await client.GetStringAsync(handler.Address));
    Console.WriteLine("a call moved in process");
}

await using (HaCluster cluster = await HaCluster.StartAsync(2, options => options.Processes = true))
{
    HaHttpHandler handler = cluster.CreateHandler();
    using DocumentsClient client = new(handler);
    await client.PutAsync("key", "before"u8.ToArray());
    HaFault kill = await cluster.SiteOf(handler).KillAsync();
    await client.PutAsync("key", "after"u8.ToArray());
    Expect("1.ha.test", cluster.SiteOf(handler).Name);
    await kill.HealAsync();
    Console.WriteLine("a call moved between processes");
}

static void Expect(string expected, string actual)
{
    if (actual != expected)
        throw new InvalidOperationException($"{actual} answered where {expected} should have.");
}
