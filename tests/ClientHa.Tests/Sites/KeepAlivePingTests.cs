using ClientHa.Tests.Attempts;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>HTTP/2 pings, which are off unless they are asked for.</summary>
public sealed class KeepAlivePingTests : AttemptTest
{
    [Fact]
    public void By_default_there_are_none()
    {
        List<SocketsHttpHandler> made = [];
        using Bed bed = new(["127.0.0.1:9"], options => options.ConfigureSocketsHandler = made.Add);
        _ = bed.Directory.Sites[0].Present(0, bed.Directory.Clock.Now);
        Assert.Equal(Timeout.InfiniteTimeSpan, Assert.Single(made).KeepAlivePingDelay);
    }

    [Fact]
    public async Task Where_they_are_asked_for_a_peer_that_does_not_answer_them_loses_its_connection_and_the_call_moves()
    {
        TaskCompletionSource pinged = new();
        RawSite deaf = RawSite(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WaitForPingAsync();
            pinged.SetResult();
        });
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(
            options => (options.KeepAlivePingDelay, options.KeepAlivePingTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)),
            deaf.Name, good.Name);

        Assert.Equal(0, (await client.AskAsync(client.Unary(isIdempotent: true), Guard)).Status);
        await pinged.Task.WaitAsync(Guard);
    }
}
