using System.Globalization;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Services;
using ClientHa.Testing;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A client that chooses its operation ids.</summary>
internal sealed class RawDocuments(HaSite site) : IDisposable
{
    private readonly WireChannel channel = new(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site.EndPoint}"));

    /// <summary>The operation that has written a version.</summary>
    public static WriteIdentity Identity(DocumentVersion version) => new() { OperationId = Version(version).OperationId, Stamp = Version(version).Stamp };

    public static V1.Version Version(DocumentVersion version)
    {
        byte[] bytes = Convert.FromHexString(version.ToString());
        return new() { Stamp = ulong.Parse(version.ToString().AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), OperationId = ByteString.CopyFrom(bytes, 8, 16) };
    }

    public static string Print(V1.Version version) => $"{version.Stamp:x16}{Convert.ToHexStringLower(version.OperationId.Span)}";

    public Task<WriteResponse> CallAsync(string method, IMessage request) => channel.UnaryAsync<WriteResponse>(
        DocumentsReflection.Descriptor.Services[0].FindMethodByName(method),
        request,
        cancellationToken: HangGuard.Token);

    public void Dispose() => channel.Dispose();
}
