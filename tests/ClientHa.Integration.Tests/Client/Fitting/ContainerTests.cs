using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Eventually = ClientHa.Integration.Tests.Replication.Eventually;

namespace ClientHa.Integration.Tests.Client.Fitting;

/// <summary>Clients of a container, against sites that fail.</summary>
public sealed class ContainerTests
{
    [SitesFact]
    public async Task Clients_of_two_names_each_have_a_first_choice_and_ejections_of_their_own()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        ServiceCollection collection = new();
        collection.AddClientHa("near", options => Copy(sites, options, "0")).AddClientHa("far", options => Copy(sites, options, "1"));
        await using ServiceProvider services = collection.BuildServiceProvider();
        Caller near = new(services.GetHaHandler("near")), far = new(services.GetHaHandler("far"));
        Assert.Equal((0, 1), (await near.AskAsync(), await far.AskAsync()));

        sites[0].OnCall = Says.Status(14);
        Assert.Equal(1, await near.AskAsync());
        Assert.Equal((SiteState.Ejected, SiteState.Available), (near.State(0), far.State(0)));
    }

    /// <summary>The factory makes a new handler each second here; in production every two minutes.</summary>
    [SitesFact]
    public async Task Handlers_come_and_go_and_an_ejected_site_stays_ejected()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        ServiceCollection collection = new();
        collection.AddClientHa(options => Copy(sites, options, "0"));
        collection.AddHttpClient("web").UseClientHa().SetHandlerLifetime(TimeSpan.FromSeconds(1));
        await using ServiceProvider services = collection.BuildServiceProvider();
        await using HaFault kill = await sites.Site(0).KillAsync();
        Assert.Equal("1", await AskAsync(services));
        await kill.HealAsync();

        IHttpMessageHandlerFactory factory = services.GetRequiredService<IHttpMessageHandlerFactory>();
        for (int i = 0; i < 2; i++)
        {
            HttpMessageHandler before = factory.CreateHandler("web");
            await Eventually.UntilAsync(() => factory.CreateHandler("web") != before);
            Assert.Equal("1", await AskAsync(services));
        }
        Assert.Equal(0, sites[0].Calls);
    }

    [SitesFact]
    public async Task A_request_to_another_host_is_refused_with_both_hosts_and_what_to_do()
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        using Caller caller = sites.Connect();
        HttpRequestMessage request = caller.Request(new ByteArrayContent(Caller.Message));
        request.RequestUri = new("http://elsewhere.test:8001/clinic.Clinic/PutPatient");

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => caller.SendAsync(request));

        Assert.Equal(
            $"The request is to http://elsewhere.test:8001, but this handler serves {caller.Handler.Address.GetLeftPart(UriPartial.Authority)}: " +
            "give the channel or client HaHttpHandler.Address as its address.", refused.Message);
        Assert.Equal(0, sites[0].Calls + sites[1].Calls);
    }

    private static void Copy(ScriptedSites sites, HaOptions options, string firstChoice)
    {
        sites.CopyTo(options);
        (options.FirstChoice, options.ReconnectDelay) = (firstChoice, TimeSpan.FromHours(1));
    }

    private static async Task<string> AskAsync(ServiceProvider services)
    {
        using HttpClient client = services.GetRequiredService<IHttpClientFactory>().CreateClient("web");
        using HttpRequestMessage request = new(HttpMethod.Get, "/things")
        {
            Version = new(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage response = await client.SendAsync(request, HangGuard.Token);
        return response.Headers.GetValues("x-site").Single();
    }
}
