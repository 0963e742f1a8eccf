using ClientHa.Attempts;
using Xunit;

namespace ClientHa.Tests.Attempts;

/// <summary>What a race of two attempts does to the log, which no real site brings about at will.</summary>
public class RequestLogTests
{
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100)]
    public async Task An_attempt_that_was_given_up_sends_nothing_more_once_another_sends(int limitBytes)
    {
        TaskCompletionSource mayWrite = new();
        await using RequestLog log = new(limitBytes);
        log.Start(
            new ScriptedContent(async (stream, cancellationToken) =>
            {
                await stream.WriteAsync(Patterns.Of(60), cancellationToken);
                await mayWrite.Task;
                await stream.WriteAsync(Patterns.Of(60), cancellationToken);
            }),
            CancellationToken.None);
        using MemoryStream first = new();
        using MemoryStream second = new();

        Task givenUp = log.SendAsync(first, CancellationToken.None);
        Task goesOn = log.SendAsync(second, CancellationToken.None);
        mayWrite.SetResult();

        await Assert.ThrowsAsync<OperationCanceledException>(() => givenUp);
        await goesOn;
        Assert.Equal(Patterns.Of(60), first.ToArray());
        Assert.Equal([.. Patterns.Of(60), .. Patterns.Of(60)], second.ToArray());
    }
}
