using ClientHa.Server.Events;
using ClientHa.Server.Health;
using ClientHa.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Tests.Events;

public sealed class RecentEventsTests : IDisposable
{
    private readonly RecentEvents events = new(TimeProvider.System);

    public void Dispose() => events.Dispose();

    [Fact]
    public void What_comes_again_in_the_same_words_moves_up_and_is_counted()
    {
        ILogger logger = events.CreateLogger("any");
        Say(logger, LogLevel.Warning, "lost");
        Say(logger, LogLevel.Information, "other");
        Say(logger, LogLevel.Warning, "lost");

        Assert.Equal([("lost", 2), ("other", 1)], events.All.Select(one => (one.Text, one.Times)));
        Assert.Equal(3, events.Last);
    }

    [Fact]
    public void Only_the_last_hundred_are_kept_and_none_is_endless()
    {
        ILogger logger = events.CreateLogger("any");
        for (int number = 0; number < 150; number++)
            Say(logger, LogLevel.Information, $"{number}");
        Say(logger, LogLevel.Information, new string('x', 10_000));

        Assert.Equal(100, events.All.Count);
        Assert.Equal("51", events.All[^1].Text);
        Assert.Equal(401, events.All[0].Text.Length);
    }

    [Fact]
    public void Details_are_for_the_log_and_not_for_the_page()
    {
        Say(events.CreateLogger("any"), LogLevel.Debug, "attempt");
        Assert.Empty(events.All);
        Say(events.CreateLogger("any"), LogLevel.Error, "failed", new InvalidOperationException("a secret"));
        Assert.Equal("failed", Assert.Single(events.All).Text);
    }

    [Fact]
    public async Task What_a_site_says_is_kept_though_its_application_logs_nothing()
    {
        await using RunningSite site = await RunningSite.StartAsync(builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.SetMinimumLevel(LogLevel.None);
            builder.Logging.AddFilter(_ => false);
        });
        site.Health.Set(HealthState.Starting("waits"));
        RecentEvents kept = site.App.Services.GetRequiredService<RecentEvents>();

        Assert.Equal("The site is starting: waits.", kept.All[0].Text);
        Say(site.App.Logger, LogLevel.Critical, "What the application itself has to say");
        Assert.DoesNotContain(kept.All, one => one.Level == LogLevel.Critical);
    }

    private static void Say(ILogger logger, LogLevel level, string text, Exception? exception = null) =>
        logger.Log(level, default, text, exception, (said, failure) => failure is null ? said : $"{said}: {failure.Message}");
}
