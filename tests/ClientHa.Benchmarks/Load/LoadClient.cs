using System.Net;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Benchmarks.Load;

/// <summary>One client: a handler and a channel of its own, as in a program of its own.</summary>
internal sealed class LoadClient(HttpMessageHandler handler, Uri address) : IDisposable
{
    public const string ClientHa = "clientha";
    public const string ClientHaRoundRobin = "clientha-round-robin";
    public const string Bare = "bare";

    /// <summary>So that calls are known from probes on the wire, by the size of what they carry.</summary>
    public const int BodyBytes = 100;

    private static readonly MethodDescriptor Echo = BenchReflection.Descriptor.Services[0].Methods[0];
    private static readonly Payload Message = new() { Body = ByteString.CopyFrom(new byte[BodyBytes]) };

    private readonly WireChannel channel = new(handler, address, new WireChannelOptions { DisposeHandler = true });

    public HttpMessageHandler Handler => handler;

    public static LoadClient Create(string kind, IReadOnlyList<IPEndPoint> sites)
    {
        if (kind == Bare)
            return new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false }, new Uri($"http://{sites[0]}"));
        return Create(new HaOptions
        {
            Servers = [.. sites.Select(site => $"{site}")],
            FirstChoice = "Ordered",
            Policy = kind == ClientHaRoundRobin ? SelectionPolicy.RoundRobin : SelectionPolicy.PickFirst,
        });
    }

    public static LoadClient Create(HaOptions options)
    {
        options.IdempotentMethods = ["/bench.Bench/*"];
        HaHttpHandler handler = new(options);
        return new(handler, handler.Address);
    }

    public async Task CallAsync(TimeSpan? deadline)
    {
        Payload answer = await channel.UnaryAsync<Payload>(Echo, Message, new WireCallOptions { Timeout = deadline });
        if (answer.Body.Length != BodyBytes)
            throw new InvalidOperationException($"A call came back with {answer.Body.Length} bytes.");
    }

    public void Dispose() => channel.Dispose();
}
