using ClientHa.Attempts;
using ClientHa.Clients;

namespace ClientHa.Telemetry;

/// <summary>A call whose end is told when its caller has seen it: with the last byte and the trailers, or when it is given up.</summary>
internal static class ObservedCall
{
    /// <summary>On a request: who is told of its call.</summary>
    public static readonly HttpRequestOptionsKey<ICallObservation> Option = new("ClientHa.Observation");

    public static async Task<HttpResponseMessage> SendAsync(
        FailoverClient client, HttpRequestMessage request, IClientObserver observer, CancellationToken cancellationToken)
    {
        bool isGrpc = GrpcHeaders.IsGrpc(request.Content);
        ICallObservation observation = observer.CallBegan(request.RequestUri!.AbsolutePath, GrpcHeaders.Timeout(request.Headers));
        request.Options.Set(Option, observation);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            observation.Ended(cancellationToken.IsCancellationRequested ? default : new CallEnd { Exception = exception });
            throw;
        }

        // Who finds gRPC's status in the headers need not read the body.
        if (GrpcHeaders.Status(response.Headers) is { } status)
            observation.Ended(new CallEnd { GrpcStatus = status });
        else
            response.Content = new ObservedContent(response, isGrpc, observation);
        return response;
    }
}
