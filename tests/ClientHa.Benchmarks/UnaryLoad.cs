using System.Diagnostics;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ClientHa.Benchmarks;

/// <summary>Unary gRPC calls of 100 bytes over a handler.</summary>
internal sealed class UnaryLoad(HttpMessageHandler handler, Uri address) : IDisposable
{
    private static readonly MethodDescriptor Echo = BenchReflection.Descriptor.Services[0].Methods[0];
    private static readonly Payload Message = new() { Body = ByteString.CopyFrom(new byte[100]) };

    private readonly WireChannel channel = new(handler, address);

    public readonly record struct Result(double Seconds, double CpuSeconds, long Bytes, int Calls);

    /// <summary>So many calls, so many at a time.</summary>
    public async Task<Result> RunAsync(int calls, int concurrency)
    {
        int perWorker = calls / concurrency;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => WorkAsync(perWorker))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(
            seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - bytes, perWorker * concurrency);
    }

    public void Dispose() => channel.Dispose();

    private async Task WorkAsync(int calls)
    {
        using CancellationTokenSource cancellation = new();
        for (int i = 0; i < calls; i++)
        {
            Payload answer = await channel.UnaryAsync<Payload>(Echo, Message, cancellationToken: cancellation.Token);
            if (answer.Body.Length != Message.Body.Length)
                throw new InvalidOperationException($"A call came back with {answer.Body.Length} bytes.");
        }
    }
}
