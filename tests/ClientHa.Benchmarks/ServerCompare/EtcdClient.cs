using System.Net;
using ClientHa.Benchmarks.Etcd;
using ClientHa.Benchmarks.Writes;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Benchmarks.ServerCompare;

/// <summary>A client of one member of etcd, with a connection of its own and nothing between it and gRPC.</summary>
internal sealed class EtcdClient(IPEndPoint member) : IWriter
{
    private static readonly MethodDescriptor Put = Method(0, "Put");
    private static readonly MethodDescriptor Watch = Method(1, "Watch");
    private static readonly MethodDescriptor Status = Method(2, "Status");

    private readonly WireChannel channel = new(
        new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{member}"), new WireChannelOptions { DisposeHandler = true });

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> value) => await channel.UnaryAsync<PutResponse>(
        Put, new PutRequest { Key = ByteString.CopyFromUtf8(key), Value = UnsafeByteOperations.UnsafeWrap(value) });

    /// <summary>Whether there is a leader, and it is this member.</summary>
    public async Task<(bool HasLeader, bool Leads)> StatusAsync()
    {
        StatusResponse status = await channel.UnaryAsync<StatusResponse>(Status, new StatusRequest());
        return (status.Leader != 0, status.Leader == status.Header.MemberId);
    }

    public async Task WatchAsync(string prefix, Action begun, Action<string, ReadOnlyMemory<byte>> seen, CancellationToken cancellationToken)
    {
        using WireDuplexCall<WatchRequest, WatchResponse> call = channel.Duplex<WatchRequest, WatchResponse>(Watch, cancellationToken: cancellationToken);
        WatchCreateRequest create = new() { Key = ByteString.CopyFromUtf8(prefix), RangeEnd = ByteString.CopyFromUtf8($"{prefix[..^1]}{(char)(prefix[^1] + 1)}") };
        await call.WriteAsync(new WatchRequest { CreateRequest = create }, cancellationToken);
        while (await call.ReadAsync(cancellationToken) is { } response)
        {
            if (response.Created)
                begun();
            foreach (Event change in response.Events)
                seen(change.Kv.Key.ToStringUtf8(), change.Kv.Value.Memory);
        }
    }

    public ValueTask DisposeAsync()
    {
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private static MethodDescriptor Method(int service, string name) => EtcdReflection.Descriptor.Services[service].FindMethodByName(name);
}
