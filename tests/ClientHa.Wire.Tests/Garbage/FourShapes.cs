using ClientHa.Wire.Tests.Site;

namespace ClientHa.Wire.Tests.Garbage;

/// <summary>A call of each shape.</summary>
internal static class FourShapes
{
    /// <summary>How a unary, a client streaming, a server streaming and a duplex call end. Anything but a status is thrown.</summary>
    public static async Task<WireException?[]> EndingsAsync(WireChannel channel) =>
    [
        await EndingAsync(async () => await channel.UnaryAsync<Payload>(Rpc.Echo, new Payload())),
        await EndingAsync(async () =>
        {
            using var call = channel.ClientStreaming<Payload, Payload>(Rpc.Sum);
            await call.CompleteAsync();
            await call.ResponseAsync();
        }),
        await EndingAsync(async () =>
        {
            using var call = channel.ServerStreaming<Payload>(Rpc.Count, new Payload());
            while (await call.ReadAsync() is not null)
            {
            }
        }),
        await EndingAsync(async () =>
        {
            using var call = channel.Duplex<Payload, Payload>(Rpc.PingPong);
            await call.CompleteAsync();
            await foreach (var _ in call.ReadAllAsync())
            {
            }
        }),
    ];

    private static async Task<WireException?> EndingAsync(Func<Task> call)
    {
        try
        {
            await call().WaitAsync(Channels.Guard);
            return null;
        }
        catch (WireException exception)
        {
            return exception;
        }
    }
}
