using ClientHa.Attempts;
using ClientHa.Tests.Resolving;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>Each attempt gets what is left of the deadline, and tells how many were sent before it (gRFC A6).</summary>
public class AttemptHeaderTests : AttemptTest
{
    private readonly Seen dying = new();
    private readonly Seen good = new();

    [Fact]
    public async Task Only_attempts_that_were_sent_are_counted()
    {
        await CallAsync([ClosedPort(), Dying(), ClosedPort(), Good()], null);

        Assert.Null(dying.PreviousAttempts);
        Assert.Equal("1", good.PreviousAttempts);
    }

    [Fact]
    public async Task Attempts_that_a_proxy_before_us_made_are_counted_too()
    {
        await CallAsync([Dying(), Good()], request => request.Headers.Add("grpc-previous-rpc-attempts", "3"));

        Assert.Equal("3", dying.PreviousAttempts);
        Assert.Equal("4", good.PreviousAttempts);
    }

    [Theory]
    [InlineData("10S")]
    [InlineData("500000m")]
    [InlineData("99999999u")]
    [InlineData("1H")]
    [InlineData("99999999H")]
    public async Task The_next_attempt_gets_no_more_than_is_left(string timeout)
    {
        await CallAsync([Dying(), Good()], request => request.Headers.Add("grpc-timeout", timeout));

        Assert.Equal(timeout, dying.Timeout);
        Assert.InRange(Parsed(good.Timeout), TimeSpan.FromTicks(1), Parsed(timeout));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_is_no_negative_timeout()
    {
        ManualTime time = new();
        dying.Then = () => time.Advance(TimeSpan.FromSeconds(2));
        await CallAsync([Dying(), Good()], request => request.Headers.Add("grpc-timeout", "1S"), time);

        Assert.InRange(Parsed(good.Timeout), TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task What_is_left_is_counted_from_the_calls_beginning()
    {
        ManualTime time = new();
        dying.Then = () => time.Advance(TimeSpan.FromSeconds(3));
        await CallAsync([Dying(), Good()], request => request.Headers.Add("grpc-timeout", "10S"), time);

        Assert.Equal(TimeSpan.FromSeconds(7), Parsed(good.Timeout));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("x")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    public async Task A_timeout_that_no_server_would_take_is_not_made_up(string timeout)
    {
        await CallAsync([Dying(), Good()], request => request.Headers.TryAddWithoutValidation("grpc-timeout", timeout));

        Assert.Null(good.Timeout);
    }

    [Fact]
    public async Task A_call_without_a_deadline_gets_none()
    {
        await CallAsync([Dying(), Good()], null);

        Assert.Null(good.Timeout);
    }

    /// <summary>The first attempt of a call that has waited in panic is not made at the call's beginning.</summary>
    [Fact]
    public async Task A_call_that_had_to_wait_for_a_site_gets_what_is_left()
    {
        RawSite late = RawSite(Script(good, answers: true), isOpen: false);
        HaClient client = Client(options => options.NoSiteTimeout = TimeSpan.Zero, late.Name);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(client.Unary(), Guard));
        Assert.True(client.Status.IsPanic);

        HttpRequestMessage request = client.Unary();
        request.Headers.Add("grpc-timeout", "20S");
        Task<(int? Status, byte[])> call = client.AskAsync(request, Guard);
        late.Open();

        Assert.Equal(0, (await call).Status);
        Assert.InRange(Parsed(good.Timeout), TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
    }

    [Fact]
    public async Task The_callers_other_headers_come_along()
    {
        string?[] seen = [];
        HttpSite site = await SiteAsync(async context =>
        {
            seen = [context.Request.Headers["x-many"], context.Request.Headers["x-bin"], context.Request.Headers.TE];
            await context.OkAsync();
        });
        HaClient client = Client(ClosedPort(), site.Name);
        HttpRequestMessage request = client.Unary();
        request.Headers.Add("x-many", ["a", "b"]);
        request.Headers.TryAddWithoutValidation("x-bin", "AAEC,/w");

        await client.AskAsync(request, Guard);

        Assert.Equal("a, b; AAEC,/w; trailers", string.Join("; ", seen));
    }

    private static TimeSpan Parsed(string? timeout)
    {
        using HttpRequestMessage request = new();
        request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        return GrpcHeaders.Timeout(request.Headers) ?? throw new InvalidOperationException($"grpc-timeout is {timeout}");
    }

    private async Task CallAsync(string[] servers, Action<HttpRequestMessage>? prepare, TimeProvider? time = null)
    {
        HaClient client = Client(time ?? TimeProvider.System, _ => { }, servers);
        HttpRequestMessage request = client.Unary(isIdempotent: true);
        prepare?.Invoke(request);
        Assert.Equal(0, (await client.AskAsync(request, Guard)).Status);
    }

    private string Dying() => RawSite(Script(dying, answers: false)).Name;

    private string Good() => RawSite(Script(good, answers: true)).Name;

    private static Func<RawConnection, Task> Script(Seen seen, bool answers) => async connection =>
    {
        while (true)
        {
            int id = await connection.ReadRequestAsync();
            if (connection.IsProbe)
            {
                await connection.AnswerAsync(id);
                continue;
            }
            seen.Timeout = connection.Header("grpc-timeout");
            seen.PreviousAttempts = connection.Header("grpc-previous-rpc-attempts");
            seen.Then();
            if (answers)
                await connection.AnswerAsync(id);
            else
                connection.Reset();
        }
    };

    private sealed class Seen
    {
        public string? Timeout { get; set; }

        public string? PreviousAttempts { get; set; }

        public Action Then { get; set; } = () => { };
    }
}
