using System.Net.Sockets;
using ClientHa.Server.Peers;
using ClientHa.Wire;

namespace ClientHa.Server.Tests.Peers;

public sealed class PeerFailuresTests
{
    public static TheoryData<Exception, string> Lost => new()
    {
        { new SocketException((int)SocketError.ConnectionRefused), "nothing listens there" },
        { new SocketException((int)SocketError.ConnectionReset), "the connection was reset" },
        { new HttpIOException(HttpRequestError.ResponseEnded), "the connection ended in mid-stream" },
        { new TaskCanceledException("canceled", new TimeoutException("ConnectTimeout")), "nothing answered there in time" },
        { new IOException("Broken pipe."), "Broken pipe" },
    };

    [Theory]
    [MemberData(nameof(Lost))]
    public void Why_a_link_was_lost_is_said_in_an_operators_words(Exception cause, string said)
    {
        PeerFailure failure = PeerFailures.Of(new WireException(WireStatusCode.Unavailable, "It is gone.", new HttpRequestException("It failed.", cause)), CancellationToken.None);

        Assert.Equal((PeerFailureKind.Lost, said), (failure.Kind, failure.Message));
    }

    [Fact]
    public void What_the_peer_says_is_not_taken_for_this_sites_own_words()
    {
        PeerFailure failure = PeerFailures.Of(new WireException(WireStatusCode.Unavailable, "this site stops"), CancellationToken.None);

        Assert.Equal((PeerFailureKind.Lost, "the peer says: this site stops"), (failure.Kind, failure.Message));
    }
}
