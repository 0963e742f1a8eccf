using System.Net;
using Xunit;

namespace ClientHa.Tests.Sites;

/// <summary>Two names on one endpoint are weight and no redundancy: a call is tried at each endpoint once.</summary>
public sealed class EndpointOnceTests
{
    public static TheoryData<string> Refusals => ["unavailable", "behind", "http 503", "timeout", "moved"];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_call_that_fails_at_a_name_is_not_tried_at_its_alias(string refusal)
    {
        await using KestrelSite shared = await KestrelSite.StartAsync(), other = await KestrelSite.StartAsync();
        using Bed bed = new(
            [$"a.test:{shared.Port}", $"b.test:{shared.Port}", other.Server],
            options => options.AttemptTimeout = refusal == "timeout" ? TimeSpan.FromMilliseconds(500) : null);
        bed.Names.Set("a.test", IPAddress.Loopback);
        bed.Names.Set("b.test", IPAddress.Loopback);
        shared.OnCall = refusal switch
        {
            "unavailable" => Answers.Status(14),
            "behind" => SayBehind,
            "http 503" => Answers.Http(503),
            _ => Answers.Nothing,
        };
        if (refusal == "moved")
            shared.OnProbe = Answers.NotServing;
        Task<string> call = bed.CallAsync(isIdempotent: true);
        await Eventually.UntilAsync(() => shared.Calls == 1);

        // No further than to the attempt's end, or the next one would run out of time too.
        if (refusal == "timeout")
            bed.Time.Advance(TimeSpan.FromMilliseconds(500));
        else if (refusal == "moved")
            await bed.AdvanceUntilAsync(() => bed.Health(0).State == SiteState.Ejected);

        Assert.Equal(other.Server, await call);
        Assert.Equal(1, shared.Calls);
    }

    private static Task SayBehind(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.Headers["clientha-elsewhere"] = "behind";
        return Answers.Status(14)(context);
    }
}
