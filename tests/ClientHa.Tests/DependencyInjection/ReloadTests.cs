using ClientHa.Tests.Sites;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace ClientHa.Tests.DependencyInjection;

/// <summary>A configuration that changes while the program runs.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task Every_handler_of_a_name_follows_and_those_of_other_names_do_not()
    {
        Settings settings = new("Records:Servers:0=a.test:1", "Images:Servers:0=b.test:1");
        ServiceCollection collection = new();
        collection.AddClientHa("records", settings.Section("Records")).AddClientHa("images", settings.Section("Images"));
        collection.AddHttpClient("web").UseClientHa("records");
        await using ServiceProvider services = collection.BuildServiceProvider();
        HaHttpHandler records = services.GetHaHandler("records"), images = services.GetHaHandler("images");
        HttpMessageHandler each = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("web");
        while (each is DelegatingHandler { InnerHandler: { } inner })
            each = inner;

        settings.Change("Records:Servers:0=a.test:1", "Records:Servers:1=c.test:1", "Images:Servers:0=b.test:1");
        Assert.Equal(["a.test", "c.test"], Names(records));
        Assert.Equal(["a.test", "c.test"], Names((HaHttpHandler)each));
        Assert.Equal(["b.test"], Names(images));
        Assert.Same(records, services.GetHaHandler("records"));
    }

    [Fact]
    public async Task A_list_may_be_one_text()
    {
        Settings settings = new("Records:Servers=a.test:1, b.test:1", "Records:IdempotentMethods=/a.B/Get*");
        ServiceCollection collection = new();
        collection.AddClientHa("records", settings.Section("Records"));
        await using ServiceProvider services = collection.BuildServiceProvider();

        Assert.Equal(["a.test", "b.test"], Names(services.GetHaHandler("records")));
        Assert.Equal(["/a.B/Get*"], services.GetRequiredService<IOptionsMonitor<HaOptions>>().Get("records").IdempotentMethods);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Options_that_will_not_do_are_logged_with_all_faults_and_the_old_ones_stay(bool isHosted)
    {
        Settings settings = new("Records:Servers:0=a.test:1");
        using RecordingLogger log = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerProvider>(log);
        builder.Services.AddClientHa("records", settings.Section("Records"));
        using IHost host = builder.Build();
        if (isHosted)
            await host.StartAsync();
        HaHttpHandler handler = host.Services.GetHaHandler("records");

        // In a host .NET itself watches the options too, and throws at whoever changes them.
        Record.Exception(() => settings.Change("Records:Servers:0=a.test", "Records:ReconnectDelay=02:00:00"));
        Assert.Equal(["a.test"], Names(handler));
        string text = log.TextsOf(121).Single();
        Assert.StartsWith("The options of the client \"records\" have changed and will not do; the old ones stay in force.", text, StringComparison.Ordinal);
        Assert.Contains("Servers[0] \"a.test\" has no port", text, StringComparison.Ordinal);
        Assert.Contains("ReconnectDelay 02:00:00 is outside", text, StringComparison.Ordinal);

        settings.Change("Records:Servers:0=b.test:1");
        Assert.Equal(["b.test"], Names(handler));
        Assert.Single(log.TextsOf(121));
    }

    [Fact]
    public async Task The_client_without_a_name_is_called_so_in_the_log()
    {
        Settings settings = new("Records:Servers:0=a.test:1");
        using RecordingLogger log = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILoggerProvider>(log).AddClientHa(settings.Section("Records")).BuildServiceProvider();
        _ = services.GetHaHandler();
        settings.Change("Records:Servers:0=a.test");
        Assert.StartsWith("The options of the unnamed client have changed and will not do; ", log.TextsOf(121).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_could_not_be_made_is_made_once_its_options_will_do()
    {
        Settings settings = new("Records:Servers:0=a.test");
        await using ServiceProvider services = new ServiceCollection().AddClientHa(settings.Section("Records")).BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => services.GetHaHandler());
        settings.Change("Records:Servers:0=a.test:1");
        Assert.Equal(["a.test"], Names(services.GetHaHandler()));
    }

    [Fact]
    public async Task A_container_that_is_gone_is_not_bothered()
    {
        Settings settings = new("Records:Servers:0=a.test:1");
        using RecordingLogger log = new();
        ServiceCollection collection = new();
        collection.AddSingleton<ILoggerProvider>(log);
        ServiceProvider services = collection.AddClientHa(settings.Section("Records")).BuildServiceProvider();
        services.GetHaHandler();
        await services.DisposeAsync();
        settings.Change("Records:Servers:0=b.test:1");
        Assert.Empty(log.Entries);
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_later_one_stays_in_force()
    {
        ChangeSource first = new(), second = new();
        TaskCompletionSource isRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SemaphoreSlim goOn = new(0);
        string server = "a.test:1";
        int isHeld = 0;
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<IOptionsChangeTokenSource<HaOptions>>(first).AddSingleton<IOptionsChangeTokenSource<HaOptions>>(second)
            .AddClientHa(options =>
            {
                options.Servers = [Volatile.Read(ref server)];
                if (Interlocked.Exchange(ref isHeld, 0) == 0)
                    return;
                isRead.SetResult();
                goOn.Wait(TimeSpan.FromSeconds(30));
            })
            .BuildServiceProvider();
        HaHttpHandler handler = services.GetHaHandler();

        Volatile.Write(ref server, "b.test:1");
        Volatile.Write(ref isHeld, 1);
        Task older = Task.Run(first.Fire);
        await isRead.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Volatile.Write(ref server, "c.test:1");
        await Task.Run(second.Fire).WaitAsync(TimeSpan.FromSeconds(30));
        goOn.Release();
        await older.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(["c.test"], Names(handler));
    }

    private static IEnumerable<string> Names(HaHttpHandler handler) => handler.Status.Sites.Select(site => site.Name);

    /// <summary>Says of the unnamed client that its options have changed.</summary>
    private sealed class ChangeSource : IOptionsChangeTokenSource<HaOptions>
    {
        private ConfigurationReloadToken change = new();

        public string Name => Options.DefaultName;

        public IChangeToken GetChangeToken() => Volatile.Read(ref change);

        public void Fire() => Interlocked.Exchange(ref change, new()).OnReload();
    }

    /// <summary>A configuration of lines like <c>Section:Option=value</c>.</summary>
    private sealed class Settings : ConfigurationProvider, IConfigurationSource
    {
        private readonly IConfigurationRoot root;

        public Settings(params string[] lines)
        {
            Set(lines);
            root = new ConfigurationBuilder().Add(this).Build();
        }

        public IConfiguration Section(string name) => root.GetSection(name);

        public void Change(params string[] lines)
        {
            Set(lines);
            OnReload();
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        private void Set(string[] lines) =>
            Data = lines.Select(line => line.Split('=', 2)).ToDictionary(line => line[0], string? (line) => line[1], StringComparer.OrdinalIgnoreCase);
    }
}
