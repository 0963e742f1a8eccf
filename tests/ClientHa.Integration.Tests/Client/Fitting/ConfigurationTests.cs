using System.Globalization;
using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Fitting;

/// <summary>An application's configuration, which an operator changes while it runs.</summary>
public sealed class ConfigurationTests
{
    [SitesFact]
    public async Task A_site_more_and_a_site_less_take_effect_while_calls_run_and_no_call_is_cut()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync(3);
        IConfigurationRoot settings = new ConfigurationBuilder().AddInMemoryCollection(Settings(sites, count: 2)).Build();
        await using ServiceProvider services = new ServiceCollection().AddClientHa(settings.GetSection("ClientHa")).BuildServiceProvider();
        Caller caller = new(services.GetHaHandler());
        TaskCompletionSource gate = new();
        using CancellationTokenSource enough = new();
        Task<int>[] load = [.. Enumerable.Range(0, 4).Select(_ => LoadAsync(caller, enough.Token))];
        await CalledAsync(sites, 0, 1);
        Assert.Equal(0, sites[2].Calls);

        Change(settings, 3);
        await CalledAsync(sites, 0, 1, 2);

        // A stream that began at a site which is taken out goes on.
        sites[2].OnCall = Says.StreamUntil(gate.Task);
        await Eventually.UntilAsync(() => caller.Status.Sites[2].CallsInFlight == load.Length);
        Change(settings, 1);
        Assert.Single(caller.Status.Sites);
        gate.SetResult();
        await CalledAsync(sites, 0);
        await enough.CancelAsync();

        // None was lost, and none was executed twice.
        Assert.Equal((await Task.WhenAll(load)).Sum(), Enumerable.Range(0, 3).Sum(site => sites[site].Calls));
    }

    /// <summary>Makes calls that may not be repeated, one after the other; one that fails fails the test.</summary>
    private static async Task<int> LoadAsync(Caller caller, CancellationToken enough)
    {
        int calls = 0;
        for (; !enough.IsCancellationRequested; calls++)
            Assert.Equal(0, (await caller.CallAsync(cancellationToken: CancellationToken.None)).Status);
        return calls;
    }

    /// <summary>Waits until each of them has had some more calls.</summary>
    private static async Task CalledAsync(ScriptedSites sites, params int[] numbers)
    {
        int[] before = [.. numbers.Select(number => sites[number].Calls)];
        await Eventually.UntilAsync(() => numbers.Zip(before, (number, calls) => sites[number].Calls >= calls + 10).All(each => each));
    }

    private static void Change(IConfigurationRoot settings, int count)
    {
        settings["ClientHa:ServerCount"] = count.ToString(CultureInfo.InvariantCulture);
        settings.Reload();
    }

    private static Dictionary<string, string?> Settings(ScriptedSites sites, int count)
    {
        HaOptions options = sites.Cluster.CreateOptions();
        return new()
        {
            ["ClientHa:Url"] = options.Url,
            ["ClientHa:ServerCount"] = count.ToString(CultureInfo.InvariantCulture),
            ["ClientHa:NameServers:0"] = options.NameServers[0],
            ["ClientHa:Policy"] = "RoundRobin",
        };
    }
}
