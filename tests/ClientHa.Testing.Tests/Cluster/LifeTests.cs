using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace ClientHa.Testing.Tests.Cluster;

/// <summary>Kill, stop, restart, freeze and thaw, of each kind of site.</summary>
public sealed class LifeTests
{
    public static TheoryData<Kind> Kinds => [.. Enum.GetValues<Kind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_call_moves_away_from_a_killed_site_which_answers_again_when_it_is_healed(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        using Asker client = Asker.OfAll(cluster, kind);
        Assert.Equal(0, await client.AskAsync());
        Assert.Same(cluster[0], cluster.SiteOf(client.Handler));

        HaFault kill = await cluster.SiteOf(client.Handler).KillAsync();
        Assert.False(cluster[0].IsRunning);
        await AssertRefusesAsync(cluster[0]);
        Assert.Equal(1, await client.AskAsync());

        await kill.HealAsync();
        Assert.True(kill.IsHealed);
        Assert.True(cluster[0].IsRunning);
        await AssertAnswersAsync(cluster, 0, kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_call_moves_away_from_a_stopped_site_which_answers_again_when_it_is_healed(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        using Asker client = Asker.OfAll(cluster, kind);
        Assert.Equal(0, await client.AskAsync());

        await using (await cluster[0].StopAsync())
        {
            Assert.False(cluster[0].IsRunning);
            await AssertRefusesAsync(cluster[0]);
            Assert.Equal(1, await client.AskAsync());
        }
        await AssertAnswersAsync(cluster, 0, kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_frozen_site_takes_calls_and_answers_them_when_it_thaws(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        using Asker frozen = Asker.Of(cluster[0], cluster, kind);
        using Asker other = Asker.Of(cluster[1], cluster, kind);
        await frozen.AnswersAsync();

        await cluster[0].FreezeAsync();
        Assert.True(cluster[0].IsRunning);
        Task asked = frozen.AnswersAsync();
        for (int i = 0; i < 20; i++)
            await other.AnswersAsync();
        Assert.False(asked.IsCompleted);

        await cluster[0].ThawAsync();
        await asked;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_restart_brings_back_a_site_whatever_had_ended_it(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        int? process = cluster[1].ProcessId;
        await cluster[1].RestartAsync();
        await AssertAnswersAsync(cluster, 1, kind);
        Assert.Equal(kind.IsInProcess(), process == cluster[1].ProcessId);

        HaFault kill = await cluster[1].KillAsync();
        HaFault stop = await cluster[1].StopAsync();
        await cluster[1].RestartAsync();
        Assert.True(kill.IsHealed && stop.IsHealed);
        await AssertAnswersAsync(cluster, 1, kind);
    }

    [Theory]
    [InlineData(Kind.Application, true)]
    [InlineData(Kind.Application, false)]
    [InlineData(Kind.Program, true)]
    [InlineData(Kind.Program, false)]
    public async Task Faults_of_one_site_can_be_healed_in_any_order(Kind kind, bool killFirst)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        HaFault freeze = await cluster[0].FreezeAsync();
        HaFault kill = await cluster[0].KillAsync();
        HaFault again = await cluster[0].KillAsync();

        await kill.HealAsync();
        Assert.False(cluster[0].IsRunning);
        await (killFirst ? again : freeze).HealAsync();
        Assert.Equal(killFirst, cluster[0].IsRunning);
        await (killFirst ? freeze : again).HealAsync();
        await AssertAnswersAsync(cluster, 0, kind);
    }

    [Fact]
    public async Task A_site_that_thaws_after_its_kill_was_healed_is_frozen_in_between()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        HaFault kill = await cluster[0].KillAsync();
        await cluster[0].FreezeAsync();
        await kill.HealAsync();
        using Asker frozen = Asker.Of(cluster[0], cluster, Kind.Application);
        using Asker other = Asker.Of(cluster[1], cluster, Kind.Application);
        Task asked = frozen.AnswersAsync();
        for (int i = 0; i < 20; i++)
            await other.AnswersAsync();
        Assert.False(asked.IsCompleted);
        await cluster.HealAsync();
        await asked;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_in_process_hears_of_a_stop_and_not_of_a_kill(bool stops)
    {
        int heard = 0;
        await using HaCluster cluster = await HaCluster.StartAsync(
            1, _ => { }, app => app.Lifetime.ApplicationStopping.Register(() => Interlocked.Increment(ref heard)));
        await (stops ? cluster[0].StopAsync() : cluster[0].KillAsync());
        Assert.Equal(stops ? 1 : 0, heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_hears_of_a_stop_and_not_of_a_kill(bool stops)
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Program);
        await (stops ? cluster[0].StopAsync() : cluster[0].KillAsync());
        if (stops)
            await cluster[0].WaitForLineAsync(line => line == "stopped", HangGuard.Token);
        else
            await Assert.ThrowsAsync<InvalidOperationException>(() => cluster[0].WaitForLineAsync(line => line == "stopped", HangGuard.Token));
    }

    [Fact]
    public async Task An_application_that_ends_itself_is_gone()
    {
        await using HaCluster cluster = await Clusters.StartAsync(Kind.Application);
        using Asker client = Asker.OfAll(cluster, Kind.Application);
        Assert.Equal(0, await client.AskAsync());
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHostApplicationLifetime lifetime = (IHostApplicationLifetime)cluster[0].Services.GetService(typeof(IHostApplicationLifetime))!;
        lifetime.ApplicationStopped.Register(stopped.SetResult);
        lifetime.StopApplication();
        await stopped.Task.WaitAsync(HangGuard.Token);
        Assert.Equal(1, await client.AskAsync());
        await EndsAsync(cluster[0]);
        await cluster[0].RestartAsync();
        await AssertAnswersAsync(cluster, 0, Kind.Application);
    }

    [Theory]
    [InlineData(Kind.ServerProcess)]
    [InlineData(Kind.Program)]
    public async Task A_process_that_ends_without_an_order_is_gone_until_it_is_restarted(Kind kind)
    {
        await using HaCluster cluster = await Clusters.StartAsync(kind);
        using Asker client = Asker.OfAll(cluster, kind);
        Assert.Equal(0, await client.AskAsync());
        using (Process process = Process.GetProcessById(cluster[0].ProcessId!.Value))
            process.Kill();
        await EndsAsync(cluster[0]);
        Assert.Equal(1, await client.AskAsync());
        await cluster[0].RestartAsync();
        Assert.True(cluster[0].IsRunning);
        await AssertAnswersAsync(cluster, 0, kind);
    }

    [Fact]
    public async Task A_kill_does_not_wait_for_a_call_that_never_ends()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource never = new();
        await using HaCluster cluster = await HaCluster.StartAsync(1, _ => { }, app => app.MapGet("/", () =>
        {
            begun.TrySetResult();
            return never.Task;
        }));
        using Asker client = Asker.OfAll(cluster, Kind.Application, options => options.NoSiteTimeout = TimeSpan.Zero);
        Task asked = client.AnswersAsync();
        await begun.Task.WaitAsync(HangGuard.Token);
        await cluster[0].KillAsync().WaitAsync(HangGuard.Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => asked);
        never.SetResult();
    }

    [Fact]
    public async Task A_site_that_does_not_come_back_stays_killed_and_can_be_healed_later()
    {
        const string Script = "if [ -e broken ]; then echo alas; exit 1; fi; echo ready; exec sleep 1000";
        await using HaCluster cluster = await HaCluster.StartAsync(
            1, (HaSitePlace _) => new HaSiteProgram("/bin/sh", "-c", Script) { Ready = line => line == "ready" });
        HaFault kill = await cluster[0].KillAsync();
        string broken = Path.Combine(cluster[0].Directory, "broken");
        await File.WriteAllTextAsync(broken, "");

        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.HealAsync());
        Assert.Contains("alas", e.Message, StringComparison.Ordinal);
        Assert.Equal((false, false), (kill.IsHealed, cluster[0].IsRunning));

        File.Delete(broken);
        await kill.HealAsync();
        Assert.Equal((true, true), (kill.IsHealed, cluster[0].IsRunning));
    }

    [Fact]
    public async Task An_application_listens_where_the_cluster_says_and_not_where_its_own_configuration_does()
    {
        using Socket taken = new(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        await using HaCluster cluster = await HaCluster.StartAsync(
            2,
            builder =>
            {
                builder.Configuration["Kestrel:Endpoints:Http:Url"] = $"http://{taken.LocalEndPoint}";
                builder.Configuration["urls"] = $"http://{taken.LocalEndPoint}";
            },
            app => app.MapGet("/", (HaSitePlace site) => $"{site.Number}"));
        using Asker client = Asker.OfAll(cluster, Kind.Application);
        Assert.Equal(0, await client.AskAsync());
    }

    [Fact]
    public async Task An_application_over_HTTP_1_is_called_by_a_client_of_its_own()
    {
        await using HaCluster cluster = await HaCluster.StartAsync(
            2, (_, _) => { }, (app, site) => app.MapGet("/", () => $"{site.Number}"), options => options.Listen = listen => listen.Protocols = HttpProtocols.Http1);
        using HttpClient client = new(new HaHttpHandler(cluster.CreateOptions()));
        Uri address = new($"http://ha.test:{cluster[0].EndPoint.Port}");
        Assert.Equal("0", await client.GetStringAsync(address, HangGuard.Token));
        await cluster[0].KillAsync();
        Assert.Equal("1", await client.GetStringAsync(address, HangGuard.Token));
    }

    private static async Task EndsAsync(HaSite site)
    {
        CancellationToken limit = HangGuard.Token;
        while (site.IsRunning)
            await Task.Delay(10, limit);
    }

    private static async Task AssertAnswersAsync(HaCluster cluster, int site, Kind kind)
    {
        using Asker client = Asker.Of(cluster[site], cluster, kind);
        await client.AnswersAsync();
    }

    private static async Task AssertRefusesAsync(HaSite site)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        SocketException e = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(site.EndPoint, HangGuard.Token).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }
}
