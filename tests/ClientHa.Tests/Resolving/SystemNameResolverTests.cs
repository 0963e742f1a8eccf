using System.Collections.Immutable;
using System.Net;
using ClientHa.Resolving;
using Xunit;

namespace ClientHa.Tests.Resolving;

public sealed class SystemNameResolverTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task An_IP_literal_is_answered_at_once(string literal)
    {
        ValueTask<ImmutableArray<IPAddress>> resolving = ResolveAsync(literal);
        Assert.True(resolving.IsCompletedSuccessfully);
        Assert.Equal([IPAddress.Parse(literal)], (await resolving).ToArray());
    }

    [Fact]
    public async Task The_hosts_file_is_asked() => Assert.Contains(await ResolveAsync("localhost"), IPAddress.IsLoopback);

    [Fact]
    public async Task A_name_too_long_for_DNS_does_not_exist()
    {
        string name = new('a', 300);
        NameResolutionException e = await Assert.ThrowsAsync<NameResolutionException>(async () => await ResolveAsync(name));
        Assert.Equal((name, NameResolutionFailure.NoSuchName), (e.Name, e.Kind));
    }

    [Fact]
    public async Task A_caller_who_has_given_up_gets_no_other_exception()
    {
        var given = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await new SystemNameResolver(TimeProvider.System).ResolveAsync("localhost", given));
    }

    private static ValueTask<ImmutableArray<IPAddress>> ResolveAsync(string name) =>
        new SystemNameResolver(new ManualTime()).ResolveAsync(name, CancellationToken.None);
}
