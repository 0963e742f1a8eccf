using ClientHa;
using ClientHa.Wire;
using Google.Protobuf.Reflection;

namespace TestKit;

/// <summary>The application's own client. With Grpc.Net.Client it would be one generated from the .proto file, over the same handler.</summary>
internal sealed class PharmacyClient(HaHttpHandler handler) : IDisposable
{
    private static readonly ServiceDescriptor Pharmacy = PharmacyReflection.Descriptor.Services[0];

    private readonly WireChannel channel = new(handler, handler.Address);

    public Task<Receipt> FindAsync(string id) => CallAsync("Find", id);

    public Task<Receipt> PlaceAsync(string id) => CallAsync("Place", id);

    public void Dispose() => channel.Dispose();

    /// <summary>As every call of a program ought to, it has a deadline.</summary>
    private async Task<Receipt> CallAsync(string method, string id) => await channel.UnaryAsync<Receipt>(
        Pharmacy.FindMethodByName(method), new Order { Id = id }, new WireCallOptions { Timeout = TimeSpan.FromSeconds(30) });
}
