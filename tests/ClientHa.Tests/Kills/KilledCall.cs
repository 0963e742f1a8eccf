using System.Globalization;
using ClientHa.Tests.Attempts;

namespace ClientHa.Tests.Kills;

/// <summary>One call that must not be executed twice, at a client of its own whose first site is killed under it.</summary>
internal sealed class KilledCall(int number, KillPhase phase, CallType type, bool isWarm, Replay replay = Replay.Safe)
{
    private static readonly byte[] Large = new byte[40_000];

    private readonly Executions executions = new();
    private readonly string name = number.ToString(CultureInfo.InvariantCulture);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Executions => executions.Of(name);

    /// <summary>Whether the caller got an answer to its end.</summary>
    public bool IsAnswered { get; private set; }

    public override string ToString() =>
        $"call {name} ({type}), killed {phase}{(isWarm ? " on a used connection" : "")}: {(IsAnswered ? "answered" : "failed")}, executed {Executions} times";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // No connection comes before the phases of its making.
        bool hasWarmCall = isWarm && phase > KillPhase.AfterLateHandshake;
        await using KilledSite killed = new(phase, hasWarmCall ? 1 : 0, AnswersEarly, executions);
        await using RawSite other = new(connection => ServeAsync(connection, killed));
        using HaClient client = new(new HaHttpHandler(new HaOptions
        {
            Servers = { killed.Name, other.Name },
            FirstChoice = "Ordered",
            Replay = replay,

            // A busy machine must not turn one phase into another.
            ConnectTimeout = TimeSpan.FromSeconds(30),
        }));
        if (hasWarmCall)
            await client.AskAsync(client.Unary(), cancellationToken);
        Task whole = phase == KillPhase.InBody ? killed.Reached : AnswersEarly ? killed.HeadersCame.Task : Task.CompletedTask;
        Task opening = OpenAsync(whole);
        using HttpRequestMessage request = client.Call(Content(), isIdempotent: false);
        request.Headers.Add("x-call", name);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            killed.HeadersCame.TrySetResult();
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            IsAnswered = response.StatusCode == System.Net.HttpStatusCode.OK && !response.Headers.Contains("grpc-status");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The caller gets what the last site came to.
        }
        if (phase == KillPhase.DuringConnect)
            killed.Accept();
        await killed.Reached.WaitAsync(cancellationToken);
        await opening.WaitAsync(cancellationToken);

        async Task OpenAsync(Task after)
        {
            await after.WaitAsync(cancellationToken);
            gate.SetResult();
        }
    }

    /// <summary>The site answers before it has the whole request.</summary>
    private bool AnswersEarly => type == CallType.Duplex && phase == KillPhase.InAnswer;

    private HttpContent Content() => type is CallType.Unary or CallType.ServerStreaming
        ? new ByteArrayContent(Large)
        : new ScriptedContent(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Answers.Message, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await gate.Task.WaitAsync(cancellationToken);
            await stream.WriteAsync(Answers.Message, cancellationToken);
        });

    private async Task ServeAsync(RawConnection connection, KilledSite killed)
    {
        while (true)
        {
            (int id, bool isComplete) = await connection.ReadHeadersAsync();
            if (!connection.IsProbe)
                executions.Began(connection.Header("x-call")!);
            if (type == CallType.Duplex)
                await connection.BeginAsync(id);
            await connection.ReadRestAsync(id, isComplete);
            if (type != CallType.Duplex)
                await connection.BeginAsync(id);
            await connection.DataAsync(id, Answers.Message);
            await connection.HeadersAsync(id, endStream: true, ("grpc-status", "0"));
            if (connection.IsProbe)
                killed.AnotherIsReady.TrySetResult();
        }
    }
}
