using System.Net;
using System.Threading.Channels;

namespace ClientHa.Integration.Tests.Client.Kit;

/// <summary>A body that is sent as it is written: the requests of client streaming and duplex calls.</summary>
internal sealed class FollowedContent : HttpContent
{
    private readonly Channel<byte[]> messages = Channel.CreateUnbounded<byte[]>();
    private int serialized;

    /// <summary>How often it was asked for its bytes.</summary>
    public int Serialized => Volatile.Read(ref serialized);

    public void Write(params byte[] bytes) => messages.Writer.TryWrite(bytes);

    public void Complete() => messages.Writer.TryComplete();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref serialized);
        await foreach (byte[] bytes in messages.Reader.ReadAllAsync(cancellationToken))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
