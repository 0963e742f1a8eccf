// What a user of the package writes: two servers in an explicit list, so that nothing but the package is needed.

using System.Net;
using System.Net.Sockets;
using System.Text;
using ClientHa;

var (first, firstAddress) = Serve("first");
var (second, secondAddress) = Serve("second");

using var handler = new HaHttpHandler(new HaOptions
{
    Servers = { firstAddress, secondAddress },
    FirstChoice = "Ordered",
    ReconnectDelay = TimeSpan.FromSeconds(5),
});
using var client = new HttpClient(handler) { BaseAddress = handler.Address, Timeout = TimeSpan.FromSeconds(20) };

Expect("first", await client.GetStringAsync("/"));
first.Close();
Expect("second", await client.GetStringAsync("/"));
Console.WriteLine("failed over");
second.Close();

static void Expect(string expected, string actual)
{
    Console.WriteLine($"served by the {actual}");
    if (actual != expected)
        throw new InvalidOperationException($"The answer came from the {actual} server and not from the {expected}.");
}

static (HttpListener Listener, string Address) Serve(string name)
{
    // HttpListener can't choose a free port; between asking for one and taking it, another process may take it.
    for (int attempt = 0; ; attempt++)
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        var listener = new HttpListener { Prefixes = { address + "/" } };
        try
        {
            listener.Start();
            _ = AnswerAsync(listener, name);
            return (listener, address);
        }
        catch (HttpListenerException) when (attempt < 10)
        {
        }
    }
}

static async Task AnswerAsync(HttpListener listener, string name)
{
    try
    {
        while (true)
        {
            HttpListenerContext context = await listener.GetContextAsync();
            context.Response.Close(Encoding.UTF8.GetBytes(name), willBlock: false);
        }
    }
    catch (Exception) when (!listener.IsListening)
    {
        // Closed: the server is dead, as it should be.
    }
}

static int FreePort()
{
    using var probe = new TcpListener(IPAddress.Loopback, 0);
    probe.Start();
    return ((IPEndPoint)probe.LocalEndpoint).Port;
}
