using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>How a call is known to be one that may be executed twice.</summary>
public class IdempotencyTests : AttemptTest
{
    private const string Key = "idempotency-key";

    [Theory]
    [InlineData("/clinic.Clinic/GetPatient", null,  false, true)]
    [InlineData("/clinic.Clinic/PutPatient", null,  false, false)]
    [InlineData("/clinic.Clinic/Touch",      null,  false, true)]
    [InlineData("/clinic.Clinic/touch",      null,  false, false)]
    [InlineData("/clinic.Clinic/PutPatient", true,  false, true)]
    [InlineData("/clinic.Clinic/GetPatient", false, false, false)]
    [InlineData("/clinic.Clinic/PutPatient", null,  true,  true)]
    [InlineData("/clinic.Clinic/PutPatient", false, true,  false)]
    public async Task A_gRPC_call_says_so_by_its_option_its_key_or_its_method(string method, bool? option, bool hasKey, bool moves)
    {
        HttpSite good = await GoodSiteAsync();
        HaClient client = Client(
            options => options.IdempotentMethods = ["/clinic.Clinic/Get*", "/clinic.Clinic/Touch"],
            RawSite(FaultScripts.Of(SiteFault.ResetsAfterRequest)).Name, good.Name);
        HttpRequestMessage request = client.Unary(method: method, isIdempotent: option);
        if (hasKey)
            request.Headers.Add(Key, "7d0f");

        if (moves)
        {
            Assert.Equal(0, (await client.AskAsync(request, Guard)).Status);
            return;
        }
        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Guard));
        Assert.StartsWith(
            $"Sent to {client.Status.Sites[0].Name}:{client.Status.Sites[0].Port}, outcome unknown: the site ", thrown.Message, StringComparison.Ordinal);
        Assert.EndsWith($"; add {method} to IdempotentMethods if it may be repeated.", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, good.CallCount);
    }
}
