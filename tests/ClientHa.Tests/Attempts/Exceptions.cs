using System.Net.Sockets;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>What a caller can read from the exception of a call that failed.</summary>
internal static class Exceptions
{
    public static string[] Attempts(Exception thrown) => Assert.IsType<string[]>(thrown.Data["ClientHa.Attempts"]);

    /// <summary>Grpc.Net.Client makes UNAVAILABLE of it, and not INTERNAL.</summary>
    public static void AssertIsUnavailable(HttpRequestException thrown)
    {
        Assert.Equal(HttpRequestError.ConnectionError, thrown.HttpRequestError);
        Assert.DoesNotContain(Chain(thrown), each => each is HttpProtocolException);
        Assert.True(thrown.InnerException is IOException or SocketException, $"{thrown.InnerException}");
    }

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }
}
