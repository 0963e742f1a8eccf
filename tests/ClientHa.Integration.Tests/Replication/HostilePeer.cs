using System.Net;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Server.Peers;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Xunit;

namespace ClientHa.Integration.Tests.Replication;

/// <summary>A program that speaks the sites' protocol, and not as a site does.</summary>
internal sealed class HostilePeer : IDisposable
{
    /// <summary>A site number that no true site has.</summary>
    public const int Site = 9;

    /// <summary>The name under which it writes.</summary>
    public const ulong Replica = 0x09ABAD1DEA000001;

    private readonly WireChannel channel;
    private readonly WireDuplexCall<PeerMessage, PeerMessage> call;

    public HostilePeer(IPEndPoint site)
    {
        channel = new WireChannel(new SocketsHttpHandler { UseProxy = false }, new Uri($"http://{site}"));
        call = channel.Duplex<PeerMessage, PeerMessage>(ReplicationService.Exchange, cancellationToken: HangGuard.Token);
    }

    public ValueTask SendAsync(PeerMessage message) => call.WriteAsync(message, HangGuard.Token);

    /// <summary>Reads the site's hello, and answers as a member of its cluster that has nothing.</summary>
    /// <param name="change">What is different in the answer.</param>
    public async Task<Hello> GreetAsync(Action<Hello>? change = null)
    {
        Hello theirs = (await call.ReadAsync(HangGuard.Token))!.Hello;
        Hello ours = new() { ProtocolVersion = theirs.ProtocolVersion, NewestProtocolVersion = theirs.NewestProtocolVersion, ClusterId = theirs.ClusterId, Site = Site, Replica = Replica };
        change?.Invoke(ours);
        await SendAsync(new PeerMessage { Hello = ours });
        return theirs;
    }

    public ValueTask PushAsync(params IEnumerable<Operation> operations) => SendAsync(new PeerMessage { Push = new Push { Operations = { operations } } });

    /// <summary>An operation that a site would take.</summary>
    public static Operation Write(ulong sequence = 1) => new()
    {
        Replica = Replica,
        Sequence = sequence,
        Stamp = 1,
        OperationId = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
        Kind = OperationKind.Put,
        Key = "hostile",
        Value = ByteString.CopyFromUtf8("hostile"),
    };

    /// <summary>Reads up to a message of the kind.</summary>
    public async Task<PeerMessage> ReadUntilAsync(PeerMessage.MessageOneofCase kind)
    {
        while (true)
        {
            PeerMessage message = await call.ReadAsync(HangGuard.Token) ?? throw new InvalidOperationException("The site ended the stream.");
            if (message.MessageCase == kind)
                return message;
        }
    }

    /// <summary>Reads up to the site's refusal.</summary>
    public async Task<(WireStatusCode Code, string Reason)> ReadRefusalAsync()
    {
        WireException refusal = await Assert.ThrowsAsync<WireException>(() => ReadUntilAsync(PeerMessage.MessageOneofCase.None));
        return (refusal.StatusCode, refusal.Detail);
    }

    public void Dispose()
    {
        call.Dispose();
        channel.Dispose();
    }
}
