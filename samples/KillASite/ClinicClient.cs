using ClientHa;
using ClientHa.Wire;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;

namespace KillASite;

/// <summary>
/// One client of many, with a handler of its own as each desktop program has. It calls until it is told to stop; no call has a
/// deadline, so that one which hangs is seen.
/// </summary>
internal sealed class ClinicClient : IDisposable
{
    public const int FollowedAnswers = 10;
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly ServiceDescriptor Clinic = ClinicReflection.Descriptor.Services[0];
    private readonly int number;
    private readonly HaHttpHandler handler;
    private readonly WireChannel channel;
    private readonly Tally tally;
    private int calls;

    public ClinicClient(int number, HaOptions options, Tally tally, ILoggerFactory? loggers)
    {
        this.number = number;
        this.tally = tally;
        handler = new HaHttpHandler(options, loggers);
        channel = new WireChannel(handler, handler.Address);
    }

    public HaStatus Status => handler.Status;

    /// <summary>Unary and streaming calls side by side, until told to stop; then the calls under way end.</summary>
    public Task RunAsync(CancellationToken stop, CancellationToken abort) => Task.WhenAll(
        RepeatAsync([FindAsync, BookAsync], stop, abort),
        RepeatAsync([FollowAsync, DictateAsync], stop, abort));

    public void Dispose()
    {
        channel.Dispose();
        handler.Dispose();
    }

    private static async Task RepeatAsync(Func<CancellationToken, Task>[] kinds, CancellationToken stop, CancellationToken abort)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await kinds[i % kinds.Length](abort);
            await Task.Delay(Pause / 2, abort);
        }
    }

    private Task FindAsync(CancellationToken cancellationToken) => CallAsync(CallKind.Find, async id =>
        (await channel.UnaryAsync<Answer>(Clinic.Methods[0], new Question { Id = id }, cancellationToken: cancellationToken)).Site);

    private Task BookAsync(CancellationToken cancellationToken) => CallAsync(CallKind.Book, async id =>
        (await channel.UnaryAsync<Answer>(Clinic.Methods[1], new Question { Id = id }, cancellationToken: cancellationToken)).Site);

    /// <summary>
    /// A stream that has begun belongs to its site. So when it breaks, it is opened again behind the last answer that came:
    /// what any client of a stream does.
    /// </summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        string id = NextId();
        int expected = 1;
        while (expected <= FollowedAnswers)
        {
            int first = expected;
            long start = tally.Started(CallKind.Follow, isNew: first == 1);
            try
            {
                using WireServerStreamingCall<Answer> stream = channel.ServerStreaming<Answer>(
                    Clinic.Methods[2], new Question { Id = id, First = first }, cancellationToken: cancellationToken);
                await foreach (Answer answer in stream.ReadAllAsync(cancellationToken))
                {
                    if (answer.Number != expected)
                        throw new InvalidOperationException($"Answer {expected} should have come, and {answer.Number} came.");
                    expected++;
                    tally.Answered(CallKind.Follow, number, answer.Site, start);
                    start = Tally.Now;
                }
            }
            catch (WireException) when (expected > first)
            {
                tally.Resumed();
            }
            catch (Exception exception) when (exception is WireException or InvalidOperationException)
            {
                tally.Failed(CallKind.Follow, exception);
                return;
            }
        }
    }

    private Task DictateAsync(CancellationToken cancellationToken) => CallAsync(CallKind.Dictate, async id =>
    {
        using WireClientStreamingCall<Question, Answer> call =
            channel.ClientStreaming<Question, Answer>(Clinic.Methods[3], cancellationToken: cancellationToken);
        for (int i = 0; i < 5; i++)
            await call.WriteAsync(new Question { Id = id }, cancellationToken);
        await call.CompleteAsync();
        return (await call.ResponseAsync(cancellationToken)).Site;
    });

    private async Task CallAsync(CallKind kind, Func<string, Task<int>> call)
    {
        long start = tally.Started(kind);
        try
        {
            tally.Answered(kind, number, await call(NextId()), start);
        }
        catch (WireException exception)
        {
            tally.Failed(kind, exception);
        }
    }

    private string NextId() => $"{number}-{Interlocked.Increment(ref calls)}";
}
