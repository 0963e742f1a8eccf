using System.Net;
using System.Net.Sockets;
using ClientHa.Core.Replication;
using ClientHa.Server.Peers;
using ClientHa.Server.Tests.Hosting;
using ClientHa.Server.Tests.Replication;
using ClientHa.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClientHa.Server.Tests.Peers;

/// <summary>How often sites say that they live, and how often one that cannot be reached is asked again, by a clock that stands still.</summary>
public sealed class PeerTimesTests : PeerSessionBed
{
    private static readonly TimeSpan Heartbeat = new HaServerOptions().HeartbeatInterval;

    [Fact]
    public async Task A_link_says_each_second_that_it_lives()
    {
        ManualTime time = new();
        ScriptedStream stream = new();
        SiteIdentity peer = new(SiteIdentity.CurrentProtocol, Cluster, 1, ReplicaId.Create(1, 99UL << 56), VersionVector.Empty);
        stream.Say(PeerHello.Write(peer, DateTimeOffset.UnixEpoch));
        Task<PeerSessionEnd> session = PeerSession.RunAsync(stream, "1.ha.test:8001", Host(new StandingTime(time)), null, Stop.Token);
        await HeartbeatAsync(stream);

        ManualTime.ManualTimer timer;
        do
            timer = await time.NextTimerAsync();
        while (timer.DueTime != TimeSpan.FromSeconds(1));
        for (int beat = 0; beat < 3; beat++)
        {
            timer.Fire();
            await HeartbeatAsync(stream);
        }

        stream.End();
        await session;
        while (stream.Sent.Reader.TryRead(out PeerMessage? message))
            Assert.NotEqual(PeerMessage.MessageOneofCase.Heartbeat, message.MessageCase);
    }

    [Fact]
    public async Task A_peer_that_cannot_be_reached_is_dialled_ever_less_often_up_to_five_seconds_and_not_in_step_with_others()
    {
        double[][] pauses = [await PausesAsync(), await PausesAsync()];

        double[] nominal = [0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5];
        Assert.All(pauses, each => Assert.All(each.Zip(nominal), pause => Assert.InRange(pause.First, 0.75 * pause.Second, 1.25 * pause.Second)));
        Assert.All(pauses, each => Assert.Equal(each.Length, each.Zip(nominal).Select(pause => pause.First / pause.Second).Distinct().Count()));
        Assert.NotEqual(pauses[0], pauses[1]);
    }

    /// <summary>How long the site waits after each try, in seconds.</summary>
    private async Task<double[]> PausesAsync()
    {
        // Bound, so that nobody else gets it, and not listening.
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ManualTime time = new();
        using CancellationTokenSource end = new();
        Task dialling = new PeerDialer($"{nobody.LocalEndPoint}", Host(new StandingTime(time)), NullLogger.Instance).RunAsync(end.Token);
        List<double> pauses = [];
        while (pauses.Count < 8)
        {
            ManualTime.ManualTimer timer = await time.NextTimerAsync();
            // The limits of a try, of which none has come to its end.
            if (timer.DueTime == TimeSpan.FromSeconds(5) || timer.DueTime == Timeout.InfiniteTimeSpan)
                continue;
            pauses.Add(timer.DueTime.TotalSeconds);
            timer.Fire();
        }
        await end.CancelAsync();
        await dialling.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return [.. pauses];
    }

    private PeerHost Host(TimeProvider time) => new(
        0, Loop, Store, new Membership(0, ReplicaFolder.Id, Cluster, (_, _) => { }), new PeerTable(time), new PeerLimits(512, 1024), Heartbeat, time);

    private static async Task HeartbeatAsync(ScriptedStream stream)
    {
        while ((await stream.Sent.Reader.ReadAsync(HangGuard.Token)).MessageCase != PeerMessage.MessageOneofCase.Heartbeat)
        {
        }
    }

    /// <summary>Nothing takes any time, however busy the machine is.</summary>
    private sealed class StandingTime(ManualTime timers) : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            timers.CreateTimer(callback, state, dueTime, period);
    }
}
