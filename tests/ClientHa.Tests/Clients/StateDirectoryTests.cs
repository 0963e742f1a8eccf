using System.Net;
using ClientHa.Configuration;
using ClientHa.Resolving;
using ClientHa.Telemetry;
using ClientHa.Testing;
using ClientHa.Tests.Sites;
using Xunit;

namespace ClientHa.Tests.Clients;

/// <summary>The addresses that a client keeps for its next start.</summary>
public sealed class StateDirectoryTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("clientha-state");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_client_that_starts_while_the_name_server_fails_calls_the_sites_of_the_last_run()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        await RunAsync(site);
        Assert.Equal(
            ["clientha-addresses 1", $"a.test:{site.Port}", $"a.test:{site.Port} 127.0.0.1"],
            (await File.ReadAllLinesAsync(OnlyFile())).SkipLast(1));

        using Bed bed = For(site);
        bed.Names.Fail("a.test");
        Assert.Equal(site.Server, await bed.CallAsync());
        Assert.Equal(site.EndPoint, Assert.Single(bed.Handler.Status.Sites[0].Endpoints));
        await Eventually.UntilAsync(() => bed.Health(0).EndpointKey == site.Server);
    }

    [Fact]
    public async Task A_silent_name_server_holds_the_first_call_up_for_a_moment_and_no_later_one()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        await RunAsync(site);
        using Bed bed = For(site);
        bed.Names.Silence("a.test");
        Task<string> call = bed.CallAsync();
        await bed.AdvanceRegardlessUntilAsync(() => call.IsCompleted);
        Assert.InRange(bed.Directory.Clock.Now.Ticks, TimeSpan.FromMilliseconds(250).Ticks, TimeSpan.FromSeconds(1).Ticks);

        // New connections, and the clock stands still.
        bed.Directory.Record(new Core.Failover.SiteEvent(Core.Failover.SiteEventKind.Renewed, 0, 0));
        Assert.Equal(site.Server, await bed.CallAsync());
    }

    [Fact]
    public async Task A_name_server_that_answers_knows_better()
    {
        await using KestrelSite old = await KestrelSite.StartAsync(Loopback.Address(2));
        await RunAsync(old);
        await using KestrelSite young = await KestrelSite.StartAsync(Loopback.Address(3), old.Port);
        using Bed bed = For(young);
        bed.Names.Set("a.test", young.EndPoint.Address);
        Assert.Equal(young.Server, await bed.CallAsync());
        Assert.Equal(0, bed.Health(0).Generation);
        await Eventually.UntilAsync(() => File.ReadAllText(OnlyFile()).Contains("127.0.0.3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("garbage")]
    [InlineData("empty")]
    [InlineData("huge")]
    [InlineData("newer")]
    [InlineData("directory")]
    public async Task A_file_that_is_not_usable_is_as_if_there_were_none_and_is_told_of(string kind)
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        await RunAsync(site);
        string file = OnlyFile();
        string good = await File.ReadAllTextAsync(file);
        switch (kind)
        {
            case "torn": await File.WriteAllTextAsync(file, good[..^5]); break;
            case "garbage": await File.WriteAllBytesAsync(file, [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))]); break;
            case "empty": await File.WriteAllTextAsync(file, ""); break;
            case "huge": await File.WriteAllTextAsync(file, good + new string(' ', 1 << 20)); break;
            case "newer": await File.WriteAllTextAsync(file, good.Replace("addresses 1", "addresses 2", StringComparison.Ordinal)); break;
            default: File.Delete(file); Directory.CreateDirectory(file); break;
        }
        using Bed bed = For(site);
        bed.Names.Set("a.test", IPAddress.Loopback);
        Assert.Empty(bed.Handler.Status.Sites[0].Endpoints);
        Assert.Equal(site.Server, await bed.CallAsync());
        if (kind == "directory")
            return;
        Assert.StartsWith(file, bed.Log.TextsOf(311).Single(), StringComparison.Ordinal);
        await Eventually.UntilAsync(() => File.ReadAllText(file) == good);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_one_warning_and_fails_no_call()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        string file = Path.Combine(directory.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        using Bed bed = For(site, file);
        for (int i = 1; i < 4; i++)
        {
            bed.Names.Set("a.test", IPAddress.Loopback, Loopback.Address(200 + i));
            Assert.Equal(site.Server, await bed.CallAsync());
            int before = bed.Names.LookupsOf("a.test");
            await bed.AdvanceUntilAsync(() => bed.Names.LookupsOf("a.test") > before);
        }
        await Eventually.UntilAsync(() => bed.Log.TextsOf(312).Any());
        Assert.Single(bed.Log.TextsOf(312));
    }

    [Fact]
    public async Task A_missing_directory_is_made_and_what_is_the_same_is_not_written_again()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        string deep = Path.Combine(directory.FullName, "a", "b");
        using Bed bed = For(site, deep);
        bed.Names.Set("a.test", IPAddress.Loopback);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => Directory.Exists(deep) && Directory.GetFiles(deep, "*.addresses").Length == 1);
        string file = Directory.GetFiles(deep, "*.addresses").Single();
        await File.WriteAllTextAsync(file, "a mark");

        int before = bed.Names.LookupsOf("a.test");
        await bed.AdvanceUntilAsync(() => bed.Names.LookupsOf("a.test") > before + 3);
        Assert.Equal("a mark", await File.ReadAllTextAsync(file));
        bed.Names.Set("a.test", IPAddress.Loopback, Loopback.Address(2));
        await bed.AdvanceUntilAsync(() => !File.ReadAllText(file).StartsWith("a mark", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_who_write_at_once_leave_one_whole_file()
    {
        using RecordingLogger log = new();
        HaPlan plan = HaPlan.From(new HaOptions { Servers = ["a.test:1"], StateDirectory = directory.FullName });
        using CancellationTokenSource enough = new();
        Task reading = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
                AddressStore.For(plan, new HaTelemetry(log))!.Load();
        });
        await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => Task.Run(() =>
        {
            AddressStore store = AddressStore.For(plan, new HaTelemetry(log))!;
            for (int i = 1; i <= 50; i++)
                store.Save(() => [(plan.Sites[0], [.. Enumerable.Range(0, i).Select(each => new IPEndPoint(new IPAddress([10, (byte)writer, (byte)i, (byte)each]), 1))])]);
        })));
        await enough.CancelAsync();
        await reading;
        Assert.Empty(log.Entries);
        Assert.Equal(50, Assert.Single(AddressStore.For(plan, new HaTelemetry(log))!.Load()).Endpoints.Length);
        Assert.Single(directory.GetFiles());
    }

    [Fact]
    public async Task What_a_program_left_that_was_killed_while_it_wrote_is_taken_away()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        await RunAsync(site);
        string old = OnlyFile() + ".old", young = OnlyFile() + ".young";
        await File.WriteAllTextAsync(old, "clientha-addr");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(old) - TimeSpan.FromHours(1));
        await File.WriteAllTextAsync(young, "clientha-addr");
        using Bed bed = For(site);
        bed.Names.Set("a.test", IPAddress.Loopback, Loopback.Address(2));
        await bed.CallAsync();
        await Eventually.UntilAsync(() => !File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task The_number_of_sites_that_was_discovered_is_kept_too()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        FakeResolver names = new();
        foreach (int number in (int[])[0, 1, 3])
            names.Set($"{number}.ha.test", IPAddress.Loopback);
        using (Bed bed = Bed.Discovering(site.Port, names, options => options.StateDirectory = directory.FullName))
        {
            await bed.CallAsync();
            await Eventually.UntilAsync(() => directory.GetFiles("*.addresses").Length == 1 && File.ReadAllLines(OnlyFile()).Length == 6);
        }
        foreach (int number in Enumerable.Range(0, 6))
            names.Fail($"{number}.ha.test");
        using Bed next = Bed.Discovering(site.Port, names, options => options.StateDirectory = directory.FullName);
        Assert.Equal(["0.ha.test", "1.ha.test", "3.ha.test"], next.Handler.Status.Sites.Select(each => each.Name));
        Assert.Equal(site.Server, await next.CallAsync());
    }

    [Fact]
    public async Task Addresses_are_kept_over_a_change_of_the_name_servers_and_of_the_directory()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        using Bed bed = For(site);
        bed.Names.Set("a.test", IPAddress.Loopback);
        await bed.CallAsync();
        bed.Names.Fail("a.test");
        string other = Path.Combine(directory.FullName, "other");
        bed.Reload(options => (options.StateDirectory, options.NameServers) = (other, ["127.0.0.1:1"]));
        Assert.Equal(site.Server, await bed.CallAsync());
        await Eventually.UntilAsync(() => Directory.Exists(other) && Directory.GetFiles(other, "*.addresses").Length == 1);
    }

    private Bed For(KestrelSite site, string? at = null) =>
        new([$"a.test:{site.Port}"], options => options.StateDirectory = at ?? directory.FullName);

    /// <summary>An earlier run, in which the name server answered.</summary>
    private async Task RunAsync(KestrelSite site)
    {
        using Bed bed = For(site);
        bed.Names.Set("a.test", site.EndPoint.Address);
        await bed.CallAsync();
        await Eventually.UntilAsync(() => directory.GetFiles("*.addresses").Length == 1);
    }

    private string OnlyFile() => directory.GetFiles("*.addresses").Single().FullName;
}
