using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ClientHa.Attempts;
using ClientHa.Resolving;
using ClientHa.Sites;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Attempts;

/// <summary>client.md's failure table, row by row, as the classifier reads it.</summary>
public class OutcomeClassifierTests
{
    private const string Stream = "The HTTP/2 server reset the stream.";
    private const string Connection = "The HTTP/2 server closed the connection.";

    /// <summary>HTTP status, the headers of the answer, what it says of the site and of the call.</summary>
    public static TheoryData<int, string, string> AnswersWithHeaders => new()
    {
        { 200, "",                                                      "Answered Final" },
        { 404, "",                                                      "Answered Final" },
        { 500, "",                                                      "Answered Final" },
        { 502, "",                                                      "Down Unknown: answered HTTP 502" },
        { 503, "",                                                      "Down Unknown: answered HTTP 503" },
        { 504, "",                                                      "Down Unknown: answered HTTP 504" },
        { 503, "clientha-elsewhere=drain",                              "Draining Never: is draining" },
        { 503, "clientha-elsewhere=behind",                             "Answered Never alone: sent the call elsewhere (behind)" },
        { 200, "clientha-elsewhere=drain",                              "Draining Final: is draining" },
        { 200, "clientha-elsewhere=behind",                             "Answered Final" },
        { 200, "grpc-status=0",                                         "Answered Final" },
        { 200, "grpc-status=1",                                         "Answered Final" },
        { 200, "grpc-status=2",                                         "Broken Final: answers with errors (status 2)" },
        { 200, "grpc-status=3",                                         "Answered Final" },
        { 200, "grpc-status=4",                                         "Answered Final" },
        { 200, "grpc-status=5",                                         "Answered Final" },
        { 200, "grpc-status=8",                                         "Answered Final" },
        { 200, "grpc-status=13",                                        "Broken Final: answers with errors (status 13)" },
        { 200, "grpc-status=14",                                        "Down Unknown: answered UNAVAILABLE" },
        { 200, "grpc-status=15",                                        "Broken Final: answers with errors (status 15)" },
        { 200, "grpc-status=16",                                        "Answered Final" },
        { 200, "grpc-status=99",                                        "Answered Final" },
        { 200, "grpc-status=x",                                         "Answered Final" },
        { 200, "grpc-status=14 clientha-elsewhere=drain",               "Draining Never: is draining" },
        { 200, "grpc-status=14 clientha-elsewhere=starting",            "Draining Never: is starting" },
        { 200, "grpc-status=14 clientha-elsewhere=behind",              "Answered Never alone: sent the call elsewhere (behind)" },
        { 200, "grpc-status=14 clientha-elsewhere=read-only",           "Answered Never alone: sent the call elsewhere (read-only)" },
        { 200, "grpc-status=14 clientha-elsewhere=drain grpc-retry-pushback-ms=5", "Draining Never: is draining" },
        { 200, "grpc-status=5 clientha-elsewhere=behind",               "Answered Final" },
        { 200, "grpc-status=8 grpc-retry-pushback-ms=0",                "Answered Final alone, again after 0 ms: is overloaded" },
        { 200, "grpc-status=8 grpc-retry-pushback-ms=250",              "Answered Final alone, again after 250 ms: is overloaded" },
        { 200, "grpc-status=8 grpc-retry-pushback-ms=-1",               "Answered Final alone: is overloaded" },
        { 200, "grpc-status=8 grpc-retry-pushback-ms=x",                "Answered Final alone: is overloaded" },
        { 200, "grpc-status=14 grpc-retry-pushback-ms=250",             "Answered Final alone, again after 250 ms: is overloaded" },
        { 200, "grpc-status=5 grpc-retry-pushback-ms=250",              "Answered Final" },
    };

    [Theory]
    [MemberData(nameof(AnswersWithHeaders))]
    public void Headers_say_what_became_of_the_call(int http, string headers, string expected)
    {
        using HttpResponseMessage response = new((HttpStatusCode)http);
        foreach (string[] header in headers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('=')))
            response.Headers.TryAddWithoutValidation(header[0], header[1]);

        Assert.Equal(expected, Shown(OutcomeClassifier.FromHeaders(response, isGrpc: true)));
    }

    [Theory]
    [InlineData("14")]
    [InlineData("13")]
    public void A_status_of_gRPC_means_nothing_in_another_call(string status)
    {
        using HttpResponseMessage response = new(HttpStatusCode.OK);
        response.Headers.Add("grpc-status", status);

        Assert.Equal("Answered Final", Shown(OutcomeClassifier.FromHeaders(response, isGrpc: false)));
    }

    [Theory]
    [InlineData("0",  "Answered Final")]
    [InlineData("2",  "Broken Final: answers with errors (status 2)")]
    [InlineData("8",  "Answered Final")]
    [InlineData("13", "Broken Final: answers with errors (status 13)")]
    [InlineData("14", "Down Final: answered UNAVAILABLE")]
    [InlineData("15", "Broken Final: answers with errors (status 15)")]
    [InlineData("x",  "Answered Final")]
    [InlineData(null, "Answered Final")]
    public void Trailers_judge_the_site_alone(string? status, string expected)
    {
        using HttpResponseMessage response = new(HttpStatusCode.OK);
        if (status is not null)
            response.TrailingHeaders.Add("grpc-status", status);

        Assert.Equal(expected, Shown(OutcomeClassifier.FromTrailers(response)));
    }

    [Theory]
    [InlineData("14", "drain",     "Draining Final: is draining")]
    [InlineData("14", "starting",  "Draining Final: is starting")]
    [InlineData("14", "read-only", "Answered Final alone: sent the call elsewhere (read-only)")]
    [InlineData("5",  "drain",     "Answered Final")]
    [InlineData("0",  "drain",     "Answered Final")]
    public void A_stream_that_a_site_ends_with_its_hint_is_no_failure_of_the_site(string status, string elsewhere, string expected)
    {
        using HttpResponseMessage response = new(HttpStatusCode.OK);
        response.TrailingHeaders.Add("grpc-status", status);
        response.TrailingHeaders.Add("clientha-elsewhere", elsewhere);

        Assert.Equal(expected, Shown(OutcomeClassifier.FromTrailers(response)));
    }

    /// <summary>What SocketsHttpHandler throws, as measured.</summary>
    public static TheoryData<string, string> Exceptions => new()
    {
        { "refused",          "Down Never: refused the connection" },
        { "no network",       "Local Never: no route" },
        { "no such name",     "Down Never name: has no address" },
        { "handshake",        "Down Never: broke the TLS handshake: bad" },
        { "connect error",    "Down Never: closed the connection before the call: bad" },
        { "connect timeout",  "Down Never: did not complete the connection in time" },
        { "reset",            "Down Unknown: reset the connection" },
        { "response ended",   "Down Unknown: closed the connection" },
        { "other I/O",        "Down Unknown: lost the connection: outer" },
        { "bare cancel",      "Down Unknown: reset the connection" },
        { "stream 7",         "Answered Never alone: refused the stream" },
        { "stream 2",         "Broken Unknown: reset the stream (INTERNAL_ERROR)" },
        { "stream 8",         "Answered Unknown alone: reset the stream (HTTP/2 error 8)" },
        { "stream 11",        "Answered Unknown alone: reset the stream (HTTP/2 error 11)" },
        { "connection 0",     "Down Unknown: closed the connection (HTTP/2 error 0)" },
        { "connection 7",     "Down Unknown: closed the connection (HTTP/2 error 7)" },
        { "connection 11",    "Down Unknown: closed the connection (HTTP/2 error 11)" },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exceptions_say_what_became_of_the_call(string what, string expected)
    {
        SiteGeneration generation = new(0, default, _ => new SocketsHttpHandler());

        Assert.Equal(expected, Shown(OutcomeClassifier.FromException(Thrown(what), generation)));
    }

    [Fact]
    public void A_certificate_that_will_not_do_is_the_names_fault_alone()
    {
        SiteGeneration generation = new(0, default, _ => new SocketsHttpHandler()) { CertificateFault = "certificate CN=x is refused" };

        Assert.Equal("Down Never name: certificate CN=x is refused", Shown(OutcomeClassifier.FromException(Thrown("handshake"), generation)));
    }

    private static Exception Thrown(string what) => what.Split(' ') switch
    {
        ["refused"] => In(new ConnectFailedException("refused the connection", null), HttpRequestError.ConnectionError),
        ["no", "network"] => In(new ConnectFailedException("no route", null, isLocal: true), HttpRequestError.ConnectionError),
        ["no", "such", "name"] => In(new NameResolutionException("x", NameResolutionFailure.NoSuchName, "has no address"), HttpRequestError.ConnectionError),
        ["handshake"] => In(new AuthenticationException("bad"), HttpRequestError.SecureConnectionError),
        ["connect", "error"] => In(new IOException("bad"), HttpRequestError.ConnectionError),
        ["connect", "timeout"] => new TaskCanceledException("outer", new TimeoutException("bad")),
        ["reset"] => In(new IOException("bad", new SocketException((int)SocketError.ConnectionReset)), HttpRequestError.Unknown),
        ["response", "ended"] => In(new HttpIOException(HttpRequestError.ResponseEnded), HttpRequestError.ResponseEnded),
        ["other", "I/O"] => In(new IOException("bad"), HttpRequestError.Unknown),
        ["bare", "cancel"] => new TaskCanceledException(),
        [string kind, string code] => In(
            new HttpProtocolException(long.Parse(code, CultureInfo.InvariantCulture), kind == "stream" ? Stream : Connection, null),
            HttpRequestError.HttpProtocolError),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "is not in the table"),
    };

    private static HttpRequestException In(Exception inner, HttpRequestError error) => new(error, "outer.", inner);

    private static string Shown(AttemptOutcome outcome) => string.Create(CultureInfo.InvariantCulture,
        $"{outcome.Event} {outcome.Execution}{(outcome.IsNameAlone ? " name" : "")}{(outcome.LeavesHealthAlone ? " alone" : "")}") +
        (outcome.Pushback is { } wait ? $", again after {wait.TotalMilliseconds} ms" : "") +
        (outcome.Reason is { } reason ? $": {reason}" : "");
}
