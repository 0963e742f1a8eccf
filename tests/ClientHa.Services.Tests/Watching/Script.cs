using ClientHa.Server.Wire;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Services.Tests.Watching;

/// <summary>Responses of a site's watch, and a site that gives one list of them to each stream that is opened.</summary>
internal static class Script
{
    /// <summary>Each stream in turn; the last one, and all behind it, stay open after their responses.</summary>
    public static Func<WatchRequest, WireWriter<WatchResponse>, WireContext, Task> Streams(params WatchResponse[][] streams)
    {
        int opened = -1;
        return async (_, responses, context) =>
        {
            int number = Interlocked.Increment(ref opened);
            foreach (WatchResponse response in streams[Math.Min(number, streams.Length - 1)])
                await responses.WriteAsync(response);
            if (number >= streams.Length - 1)
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        };
    }

    /// <param name="cursor">Its text; empty for none.</param>
    /// <param name="changes">What it brings.</param>
    public static WatchResponse Response(string cursor, params Change[] changes) =>
        new() { Cursor = ByteString.CopyFromUtf8(cursor), Changes = { changes } };

    public static Change Put(string key, ulong version, string? text = null) => new()
    {
        Document = new V1.Document
        {
            Key = key,
            Value = ByteString.CopyFromUtf8(text ?? $"{version}"),
            Version = new V1.Version { Stamp = version, OperationId = ByteString.CopyFrom(new byte[16]) },
        },
    };

    public static Change Delete(string key, ulong version)
    {
        Change change = Put(key, version, "");
        change.Deleted = true;
        return change;
    }

    public static string TextOf(WatchRequest request) => request.FromNow ? "now" : request.Cursor.ToStringUtf8();
}
