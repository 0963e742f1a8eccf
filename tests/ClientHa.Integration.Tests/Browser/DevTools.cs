using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClientHa.Integration.Tests.Sites;

namespace ClientHa.Integration.Tests.Browser;

/// <summary>The Chrome DevTools protocol over a web socket: commands with numbers, their answers, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private static readonly JsonSerializerOptions withoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly ClientWebSocket socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> waiting = [];
    private readonly CancellationTokenSource ending = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly Task reading;
    private int last;

    public DevTools(ClientWebSocket socket)
    {
        this.socket = socket;
        reading = Task.Run(ReadAsync);
    }

    /// <summary>What the pages' consoles and policies have complained of.</summary>
    public ConcurrentQueue<(string Session, string Text)> Complaints { get; } = [];

    public async Task<JsonElement> SendAsync(string method, object? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref last);
        TaskCompletionSource<JsonElement> answer = waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Dictionary<string, object?> message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? new { } };
        if (session is not null)
            message["sessionId"] = session;
        await writing.WaitAsync(HangGuard.Token);
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, withoutNulls), WebSocketMessageType.Text, true, HangGuard.Token);
        }
        finally
        {
            writing.Release();
        }
        return await answer.Task.WaitAsync(HangGuard.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
        ending.Dispose();
        writing.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using MemoryStream message = new();
                WebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer, ending.Token);
                    await message.WriteAsync(buffer.AsMemory(0, part.Count), ending.Token);
                }
                while (!part.EndOfMessage);
                Handle(JsonDocument.Parse(message.ToArray()).RootElement);
            }
        }
        catch (Exception end)
        {
            foreach (TaskCompletionSource<JsonElement> answer in waiting.Values)
                answer.TrySetException(new IOException("The browser has gone.", end));
        }
    }

    private void Handle(JsonElement message)
    {
        if (message.TryGetProperty("id", out JsonElement id) && waiting.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer))
        {
            if (message.TryGetProperty("error", out JsonElement error))
                answer.SetException(new InvalidOperationException($"The browser refuses: {error}"));
            else
                answer.SetResult(message.GetProperty("result"));
            return;
        }
        string session = message.TryGetProperty("sessionId", out JsonElement name) ? name.GetString()! : "";
        if (message.TryGetProperty("method", out JsonElement method) && method.GetString() is "Log.entryAdded" or "Runtime.exceptionThrown" or "Audits.issueAdded")
            Complaints.Enqueue((session, message.GetProperty("params").GetRawText()));
    }
}
