using ClientHa.Server.Wire;

namespace ClientHa.Wire.Tests.Site;

/// <summary>The service of testing.proto.</summary>
internal sealed class TestService
{
    private readonly CallEvents _events = new();

    public void Bind(WireServiceBuilder service) => service
        .Unary<Payload, Payload>("Echo", EchoAsync)
        .Unary<Payload, Payload>("Get", EchoAsync)
        .Unary<Payload, Payload>("Put", EchoAsync)
        .ServerStreaming<Payload, Payload>("Count", CountAsync)
        .ClientStreaming<Payload, Payload>("Sum", SumAsync)
        .Duplex<Payload, Payload>("PingPong", PingPongAsync)
        .Unary<Payload, Payload>("Fail", FailAsync)
        .Unary<Payload, Payload>("Sleep", SleepAsync)
        .ServerStreaming<Payload, Payload>("Forever", ForeverAsync)
        .Unary<Payload, Payload>("Await", AwaitAsync);

    private static Task<Payload> EchoAsync(Payload request, WireContext context)
    {
        EchoMetadata(context);
        return Task.FromResult(request);
    }

    private static async Task CountAsync(Payload request, WireWriter<Payload> responses, WireContext context)
    {
        for (var i = 0; i < request.Number; i++)
            await responses.WriteAsync(new Payload { Number = i, Body = request.Body });
        if (request.Text.Length > 0)
            throw new WireException(WireStatusCode.FailedPrecondition, request.Text);
    }

    private static async Task<Payload> SumAsync(WireReader<Payload> requests, WireContext context)
    {
        var sum = new Payload();
        await foreach (var request in requests)
        {
            sum.Number += request.Number;
            sum.Text += request.Text;
        }

        return sum;
    }

    private static async Task PingPongAsync(WireReader<Payload> requests, WireWriter<Payload> responses, WireContext context)
    {
        EchoMetadata(context);
        await foreach (var request in requests)
            await responses.WriteAsync(request);
    }

    private static Task<Payload> FailAsync(Payload request, WireContext context)
    {
        var trailers = new WireMetadata();
        trailers.Add("x-trailing-reason-bin", request.Body.Span);
        throw new WireException(new WireStatus((WireStatusCode)request.Number, request.Text), trailers);
    }

    private async Task<Payload> SleepAsync(Payload request, WireContext context)
    {
        context.CancellationToken.Register(() => _events.Signal($"{request.Text} cancelled"));
        _events.Signal($"{request.Text} started");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return request;
    }

    private async Task ForeverAsync(Payload request, WireWriter<Payload> responses, WireContext context)
    {
        context.CancellationToken.Register(() => _events.Signal($"{request.Text} cancelled"));
        for (var i = 0; ; i++)
            await responses.WriteAsync(new Payload { Number = i, Body = request.Body });
    }

    private async Task<Payload> AwaitAsync(Payload request, WireContext context)
    {
        await _events.WaitAsync(request.Text, context.CancellationToken);
        return new Payload();
    }

    private static void AddTwice(ReadOnlySpan<byte> value, WireMetadata trailers)
    {
        trailers.Add("x-trailing-twice-bin", value);
        trailers.Add("x-trailing-twice-bin", [.. value, .. value]);
    }

    private static void EchoMetadata(WireContext context)
    {
        foreach (var entry in context.RequestMetadata)
        {
            if (entry.Name.StartsWith("x-initial", StringComparison.Ordinal))
                context.ResponseHeaders.AddEntry(entry);
            else if (entry.Name.StartsWith("x-trailing", StringComparison.Ordinal))
                context.ResponseTrailers.AddEntry(entry);
            else if (entry.Name == "x-twice-bin")
                AddTwice(entry.Bytes.Span, context.ResponseTrailers);
        }
    }
}
