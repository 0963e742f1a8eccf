using ClientHa.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClientHa.Services.Tests.Sites;

public sealed class DependencyInjectionTests
{
    [Fact]
    public async Task The_unnamed_clients_are_injected_and_named_ones_by_their_key()
    {
        await using FakeSite first = await FakeSite.StartAsync();
        await using FakeSite second = await FakeSite.StartAsync();
        ServiceCollection services = new();
        services.AddClientHa(options => options.Url = first.Url).AddClientHaDocuments();
        services.AddClientHa("other", options => options.Url = second.Url)
            .AddClientHaDocuments("other", options => options.Timeout = TimeSpan.FromSeconds(20));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<DocumentsClient>().PutAsync("a", "1");
        await provider.GetRequiredKeyedService<DocumentsClient>("other").PutAsync("b", "2");
        await provider.GetRequiredKeyedService<SitesClient>("other").GetStatusAsync();

        Assert.Same(provider.GetRequiredService<DocumentsClient>().Handler, provider.GetHaHandler());
        Assert.Single(first.Calls);
        Assert.Equal(2, second.Calls.Count);
        Assert.All(second.Calls, call => Assert.InRange(call.RemainingTime!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
    }
}
