using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ClientHa.Tests.Attempts;

namespace ClientHa.Tests.Kills;

/// <summary>
/// A site that is killed when a call has come so far. On the wire a kill is what it is here: the kernel resets the connections of a
/// process that is gone.
/// </summary>
internal sealed class KilledSite : IAsyncDisposable
{
    private readonly KillPhase phase;
    private readonly bool answersEarly;
    private readonly Executions executions;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket? filler;
    private Task serving = Task.CompletedTask;
    private int warmCalls;

    /// <param name="phase">When it is killed.</param>
    /// <param name="warmCalls">How many calls it answers well before.</param>
    /// <param name="answersEarly">It answers before it has the whole request.</param>
    /// <param name="executions">Where it counts.</param>
    public KilledSite(KillPhase phase, int warmCalls, bool answersEarly, Executions executions)
    {
        this.phase = phase;
        this.warmCalls = warmCalls;
        this.answersEarly = answersEarly;
        this.executions = executions;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (phase == KillPhase.BeforeConnect)
        {
            reached.SetResult();
            return;
        }
        if (phase == KillPhase.DuringConnect)
        {
            // Linux answers no one whose queue is full.
            listener.Listen(0);
            filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            filler.Connect(listener.LocalEndPoint!);
            return;
        }
        listener.Listen();
        serving = ServeAsync();
    }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");

    /// <summary>The kill has come in its phase.</summary>
    public Task Reached => reached.Task;

    /// <summary>What a silent site waits for.</summary>
    public TaskCompletionSource AnotherIsReady { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The client has response headers: a reset before it has read them would take them away again.</summary>
    public TaskCompletionSource HeadersCame { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the connections in that have waited.</summary>
    public void Accept() => serving = ServeAsync();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        filler?.Dispose();
        listener.Dispose();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(TalkAsync(await listener.AcceptAsync(stopping.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The site is gone.
        }
        await Task.WhenAll(connections);
    }

    private async Task TalkAsync(Socket socket)
    {
        using RawConnection connection = new(socket, stopping.Token);
        try
        {
            if (phase == KillPhase.InHandshake)
            {
                Kill(connection);
                return;
            }
            if (phase == KillPhase.AfterLateHandshake)
                await AnotherIsReady.Task.WaitAsync(stopping.Token);
            if (phase == KillPhase.DuringConnect)
            {
                await connection.StartAsync();
                reached.TrySetResult();
            }
            while (true)
                await TakeAsync(connection);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }

    private async Task TakeAsync(RawConnection connection)
    {
        (int id, bool isComplete) = await connection.ReadHeadersAsync();
        if (connection.IsProbe || Interlocked.Decrement(ref warmCalls) >= 0)
        {
            await connection.ReadRestAsync(id, isComplete);
            await connection.AnswerAsync(id);
            return;
        }
        executions.Began(connection.Header("x-call")!);
        if (phase == KillPhase.InBody)
            await connection.ReadDataAsync(id, 1);
        if (phase == KillPhase.BeforeResponseHeaders || (phase == KillPhase.InAnswer && !answersEarly))
            await connection.ReadRestAsync(id, isComplete);
        if (phase == KillPhase.InAnswer)
        {
            await connection.BeginAsync(id);
            await connection.DataAsync(id, Answers.Message);
            await HeadersCame.Task.WaitAsync(stopping.Token);
        }
        Kill(connection);
    }

    private void Kill(RawConnection connection)
    {
        reached.TrySetResult();
        listener.Close();
        connection.Reset();
    }
}
