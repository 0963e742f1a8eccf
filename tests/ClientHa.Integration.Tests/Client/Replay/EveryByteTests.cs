using ClientHa.Integration.Tests.Client.Kit;
using ClientHa.Integration.Tests.Sites;
using ClientHa.Testing;
using Xunit;
using Xunit.Abstractions;

namespace ClientHa.Integration.Tests.Client.Replay;

/// <summary>
/// The connection is lost after each byte of a call, in either direction: so in every phase, the handshake included. A thousand
/// losses, counted at the sites.
/// </summary>
public sealed class EveryByteTests(ITestOutputHelper output)
{
    /// <summary>A client sends about 200 bytes for a call and a site answers with about as many; behind them nothing is lost.</summary>
    private const int MostBytes = 250;

    [SitesTheory]
    [InlineData(HaDirection.ToSite, true)]
    [InlineData(HaDirection.ToSite, false)]
    [InlineData(HaDirection.FromSite, true)]
    [InlineData(HaDirection.FromSite, false)]
    public async Task Wherever_a_connection_is_lost_no_call_is_executed_twice_that_may_not_and_none_fails_that_may(HaDirection direction, bool isIdempotent)
    {
        await using ScriptedSites sites = await ScriptedSites.StartAsync();
        int answered = 0, moved = 0, failed = 0;
        for (int bytes = 0; bytes < MostBytes; bytes++)
        {
            string id = $"{bytes}";
            await using HaFault cut = await sites.Site(0).CutAfterBytesAsync(bytes, direction);
            using Caller caller = sites.Connect(options =>
                (options.Url, options.ServerCount, options.Servers) = (null, 0, [$"{sites.Site(0).EndPoint}", $"{sites.Site(1).EndPoint}"]));
            try
            {
                Reply reply = await caller.CallAsync(isIdempotent, id: id);
                Assert.True(reply.IsOkFrom(reply.Site!.Value), $"after {bytes} bytes: {reply}");
                _ = reply.Site == 0 ? answered++ : moved++;
                if (!isIdempotent)
                    Assert.Equal(1, Executions(sites, id));
            }
            catch (HttpRequestException lost)
            {
                // Where its headers had come nobody may move it any more; else only if it may be repeated.
                bool hadBegun = lost.InnerException?.Message.Contains("in the middle of its answer", StringComparison.Ordinal) ?? false;
                Assert.True(hadBegun || (!isIdempotent && lost.Message.Contains("outcome unknown", StringComparison.Ordinal)), $"after {bytes} bytes: {lost}");
                failed++;
            }
            Assert.InRange(Executions(sites, id), 0, isIdempotent ? 2 : 1);
        }
        output.WriteLine($"{answered} were answered, {moved} moved, {failed} failed.");

        // It was met with at all: calls that got through, and calls that were lost where they may move, and where not.
        Assert.True(answered > 0 && (moved > 0 || !isIdempotent));
        // What the client sends behind its call may be what the connection is lost by, when the answer has begun: one or none.
        Assert.True(failed > 0 || (isIdempotent && direction == HaDirection.ToSite));
    }

    private static int Executions(ScriptedSites sites, string id) =>
        sites[0].Executions.Count(each => each == id) + sites[1].Executions.Count(each => each == id);
}
