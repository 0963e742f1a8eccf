using ClientHa.Core.Replication;
using ClientHa.Server.Documents;
using ClientHa.Server.Replication;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Replication;

namespace ClientHa.Server.Tests.Documents;

/// <summary>A site whose stamps are ahead of the time, because its machine's clock once was, judges ids by the time all the same.</summary>
public sealed class EarlyWriteTests : IDisposable
{
    private const int Hour = 3_600_000;

    private readonly ReplicaFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_id_that_was_made_far_ahead_is_refused_at_once_where_the_stamps_are_farther_ahead()
    {
        (LogStore store, Replica replica) = folder.Open();
        ReplicaFolder.Write(store, replica, ReplicaFolder.Put("before"), aheadMilliseconds: Hour);
        (_, ReplicaLoop loop) = folder.Run();
        WriteRequest request = ReplicaFolder.Put("late") with { Id = OperationId.Create(loop.Clock.Now + (Hour / 2), 1, 1) };

        ReplicaReply.Written written = await EarlyWrite.WriteAsync(loop, request, TimeProvider.System, CancellationToken.None, HangGuard.Token);

        Assert.Equal(WriteOutcome.Ahead, written.Outcome);
        Assert.InRange(EarlyWrite.MillisecondsAhead(request, written, loop.Clock), Hour / 4, Hour / 2);
        await loop.DisposeAsync();
    }
}
