using System.Diagnostics;
using System.Net;

namespace ClientHa.Benchmarks;

/// <summary>Unary gRPC calls of 100 bytes over a handler, as a gRPC library makes them.</summary>
internal sealed class UnaryLoad(HttpMessageHandler handler, Uri address) : IDisposable
{
    private readonly HttpMessageInvoker invoker = new(handler);
    private readonly Uri method = new(address, "/bench.Bench/Echo");
    private readonly byte[] message = Framed(100);

    public readonly record struct Result(double Seconds, double CpuSeconds, long Bytes, int Calls);

    /// <summary>So many calls, so many at a time.</summary>
    public async Task<Result> RunAsync(int calls, int concurrency)
    {
        int perWorker = calls / concurrency;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        using Process self = Process.GetCurrentProcess();
        TimeSpan cpu = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => WorkAsync(perWorker))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        return new(
            seconds, (self.TotalProcessorTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - bytes, perWorker * concurrency);
    }

    public void Dispose() => invoker.Dispose();

    private async Task WorkAsync(int calls)
    {
        byte[] answer = new byte[message.Length + 1];
        using CancellationTokenSource cancellation = new();
        for (int i = 0; i < calls; i++)
            await CallAsync(answer, cancellation.Token);
    }

    private async Task CallAsync(byte[] answer, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new MessageContent(message),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int length = await body.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length != message.Length || !response.TrailingHeaders.Contains("grpc-status"))
            throw new InvalidOperationException($"A call came back with {length} bytes.");
    }

    /// <summary>As gRPC libraries write a message: a content of their own, whose length is not told beforehand.</summary>
    private sealed class MessageContent(byte[] message) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            stream.WriteAsync(message, cancellationToken).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }

    private static byte[] Framed(int length)
    {
        byte[] framed = new byte[5 + length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), length);
        return framed;
    }
}
