using System.Net;
using ClientHa.Tests.Sites;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClientHa.Tests.DependencyInjection;

public sealed class DependencyInjectionTests
{
    [Fact]
    public async Task A_section_makes_a_client()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        IConfiguration section = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ClientHa:Servers:0", site.Server), new("ClientHa:ReconnectDelay", "5")])
            .Build().GetSection("ClientHa");
        await using ServiceProvider services = new ServiceCollection().AddClientHa(section).BuildServiceProvider();

        Assert.Equal(new Uri($"http://{site.Server}"), services.GetHaAddress());
        using HttpMessageInvoker invoker = new(services.GetHaHandler(), disposeHandler: false);
        Assert.Equal(site.Server, await CallAsync(invoker, services.GetHaAddress()));
    }

    [Fact]
    public async Task Named_clients_are_apart()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddClientHa("records", options => options.Url = "grpc://records.test:1")
            .AddClientHa("images", options => options.Url = "grpc://images.test:2")
            .BuildServiceProvider();
        Assert.Equal(
            ["http://records.test:1/", "http://images.test:2/"],
            [services.GetHaAddress("records").ToString(), services.GetHaAddress("images").ToString()]);
        Assert.Same(services.GetHaHandler("records"), services.GetHaHandler("records"));
        Assert.NotSame(services.GetHaHandler("records"), services.GetHaHandler("images"));
    }

    [Fact]
    public async Task A_name_that_was_not_added_is_an_error_that_says_which_are()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddClientHa(options => options.Url = "grpc://ha.test:1")
            .AddClientHa("images", options => options.Url = "grpc://images.test:2")
            .BuildServiceProvider();
        Assert.Equal(
            "There is no client \"imges\": call services.AddClientHa(\"imges\", ...). Added are: \"\", \"images\".",
            Assert.Throws<InvalidOperationException>(() => services.GetHaHandler("imges")).Message);
    }

    [Fact]
    public async Task Without_any_client_the_error_says_what_to_call()
    {
        ServiceCollection collection = new();
        collection.AddHttpClient("web").UseClientHa();
        await using ServiceProvider services = collection.BuildServiceProvider();
        Assert.Contains("AddClientHa", Assert.Throws<InvalidOperationException>(() => services.GetHaAddress()).Message, StringComparison.Ordinal);
        Assert.Contains("AddClientHa", Assert.Throws<InvalidOperationException>(
            () => services.GetRequiredService<IHttpClientFactory>().CreateClient("web")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_stop_the_host_at_its_start_with_all_faults_in_one_message()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddClientHa(options =>
        {
            options.Url = "grpc://ha.test";
            options.ReconnectDelay = TimeSpan.FromHours(2);
            options.Tls.CaFile = "none.pem";
        });
        using IHost host = builder.Build();
        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(["Url", "ReconnectDelay", "Tls:CaFile"], exception.Failures.Select(failure => failure.Split(' ')[0]));
        Assert.All(exception.Failures, failure => Assert.Contains(failure, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failover_is_the_primary_handler_and_the_address_is_set()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        ServiceCollection collection = new();
        collection.AddClientHa(options => options.Servers = [site.Server]);
        collection.AddHttpClient("web").UseClientHa();
        await using ServiceProvider services = collection.BuildServiceProvider();

        Assert.IsType<HaHttpHandler>(Innermost(services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("web")));
        using HttpClient client = services.GetRequiredService<IHttpClientFactory>().CreateClient("web");
        Assert.Equal(services.GetHaAddress(), client.BaseAddress);
        Assert.Equal(site.Server, await CallAsync(client, client.BaseAddress!));
    }

    [Fact]
    public async Task Handlers_that_the_factory_changes_share_the_first_choice_the_ejections_and_the_connections()
    {
        await using KestrelSite first = await KestrelSite.StartAsync(), second = await KestrelSite.StartAsync();
        ServiceCollection collection = new();
        collection.AddClientHa(options => (options.Servers, options.FirstChoice) = ([first.Server, second.Server], "Ordered"));
        collection.AddHttpClient("web").UseClientHa().SetHandlerLifetime(TimeSpan.FromSeconds(1));
        await using ServiceProvider services = collection.BuildServiceProvider();
        IHttpMessageHandlerFactory factory = services.GetRequiredService<IHttpMessageHandlerFactory>();
        Uri address = services.GetHaAddress();
        HttpMessageHandler old = factory.CreateHandler("web");
        first.OnCall = Answers.Status(14);
        using HttpMessageInvoker before = new(old, disposeHandler: false);
        Assert.Equal(second.Server, await CallAsync(before, address));
        first.OnCall = Answers.Ok;

        await Eventually.UntilAsync(() => factory.CreateHandler("web") != old);
        HttpMessageHandler young = factory.CreateHandler("web");
        Assert.NotSame(Innermost(old), Innermost(young));
        Innermost(old).Dispose();
        using HttpMessageInvoker after = new(young, disposeHandler: false);
        Assert.Equal(second.Server, await CallAsync(after, address));
        Assert.Equal((1, 1), (first.Calls, second.Connections));
        Assert.Equal(SiteState.Ejected, services.GetHaHandler().Status.Sites[0].State);
        Assert.Equal(SiteState.Ejected, ((HaHttpHandler)Innermost(young)).Status.Sites[0].State);
    }

    [Fact]
    public async Task Disposing_the_container_ends_the_sockets_and_later_calls()
    {
        await using KestrelSite site = await KestrelSite.StartAsync();
        ServiceProvider services = new ServiceCollection()
            .AddClientHa(options => options.Servers = [site.Server]).BuildServiceProvider();
        using HttpMessageInvoker invoker = new(services.GetHaHandler(), disposeHandler: false);
        Uri address = services.GetHaAddress();
        await CallAsync(invoker, address);
        Assert.Equal(1, site.OpenConnections);

        await services.DisposeAsync();
        await Eventually.UntilAsync(() => site.OpenConnections == 0);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CallAsync(invoker, address));
    }

    [Fact]
    public async Task The_containers_clock_and_log_are_used()
    {
        using RecordingLogger log = new();
        ServiceCollection collection = new();
        collection.AddSingleton<ILoggerProvider>(log);
        collection.AddSingleton<TimeProvider>(new SteppedTime());
        collection.AddClientHa(options => (options.Url, options.ReconnectDelay) = ("grpc://ha.test:1", TimeSpan.FromDays(5)));
        await using ServiceProvider services = collection.BuildServiceProvider();

        Assert.Equal(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero), services.GetHaHandler().Status.Time);
        Assert.Equal(
            ["ReconnectDelay 5 is read as 5 seconds, as a bare number means days in .NET: write 00:00:05."], log.TextsOf(302));
    }

    private static HttpMessageHandler Innermost(HttpMessageHandler handler) =>
        handler is DelegatingHandler { InnerHandler: { } inner } ? Innermost(inner) : handler;

    private static async Task<string> CallAsync(HttpMessageInvoker invoker, Uri address)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, "/test.Test/Call"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("idempotency-key", "1");
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None).WaitAsync(Eventually.HangGuard);
        await response.Content.LoadIntoBufferAsync();
        return response.Headers.GetValues("x-site").Single();
    }
}
