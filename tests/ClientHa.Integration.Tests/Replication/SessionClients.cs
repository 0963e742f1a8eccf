using ClientHa.Services;
using ClientHa.Testing;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>Clients of a cluster of the test kit, whose sites see each other or not as a test wants.</summary>
internal static class SessionClients
{
    /// <summary>Goes to site 0 as long as that answers.</summary>
    public static DocumentsClient ToAny(HaCluster cluster, Action<ServiceClientOptions>? configure = null)
    {
        HaOptions options = cluster.CreateOptions();
        options.ReconnectDelay = TimeSpan.FromMilliseconds(200);
        return new DocumentsClient(options, Options(configure));
    }

    /// <summary>Goes to one site only.</summary>
    public static DocumentsClient To(HaCluster cluster, int site, Action<ServiceClientOptions>? configure = null) =>
        new($"grpc://{cluster[site].EndPoint}", 0, Options(configure));

    private static ServiceClientOptions Options(Action<ServiceClientOptions>? configure)
    {
        ServiceClientOptions options = new();
        configure?.Invoke(options);
        return options;
    }
}
