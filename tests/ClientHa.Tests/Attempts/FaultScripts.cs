using System.Text;

namespace ClientHa.Tests.Attempts;

/// <summary>How a <see cref="RawSite"/> does what a <see cref="SiteFault"/> says, to each call of each connection.</summary>
internal static class FaultScripts
{
    private const int InternalError = 2;
    private const int RefusedStream = 7;
    private const int Cancel = 8;
    private const int EnhanceYourCalm = 11;

    private static readonly byte[] Garbage = [.. Enumerable.Repeat((byte)0x55, 64)];

    public static Func<RawConnection, Task> Of(SiteFault fault) => fault switch
    {
        SiteFault.ClosesOnAccept => connection => Do(connection.Reset),
        SiteFault.AnswersHttp1 => connection => connection.RawAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n")),
        SiteFault.AnswersGarbage => connection => connection.RawAsync(Garbage),
        _ => connection => BreakEachCallAsync(fault, connection),
    };

    /// <summary>Ends a call, or its connection, badly.</summary>
    public static Task Break(SiteFault fault, RawConnection connection, int id) => fault switch
    {
        SiteFault.AnswersGarbage => connection.RawAsync(Garbage),
        SiteFault.ResetsAfterRequest => Do(connection.Reset),
        SiteFault.FinishesAfterRequest => Do(connection.Finish),
        SiteFault.FinishesInMidFrame => FinishAfterAsync(connection, connection.RawAsync([0, 0, 99, 1, 4])),
        SiteFault.GoesAwayWithError => FinishAfterAsync(connection, connection.GoAwayAsync(id, InternalError)),
        SiteFault.GoesAwayAboveTheCall => FinishAfterAsync(connection, connection.GoAwayAsync(int.MaxValue, 0)),
        SiteFault.GoesAwayBelowTheCall => connection.GoAwayAsync(id - 1, 0),
        SiteFault.RefusesStream => connection.ResetStreamAsync(id, RefusedStream),
        SiteFault.CancelsStream => connection.ResetStreamAsync(id, Cancel),
        SiteFault.BreaksStream => connection.ResetStreamAsync(id, InternalError),
        SiteFault.CalmsStream => connection.ResetStreamAsync(id, EnhanceYourCalm),
        SiteFault.SaysUnavailable => Unavailable(connection, id),
        SiteFault.SaysDrain => Unavailable(connection, id, "drain"),
        SiteFault.SaysBehind => Unavailable(connection, id, "behind"),
        SiteFault.SaysStarting => Unavailable(connection, id, "starting"),
        SiteFault.SaysReadOnly => Unavailable(connection, id, "read-only"),
        SiteFault.SaysHttp502 => connection.HeadersAsync(id, endStream: true, (":status", "502")),
        SiteFault.SaysHttp503 => connection.HeadersAsync(id, endStream: true, (":status", "503")),
        SiteFault.SaysHttp504 => connection.HeadersAsync(id, endStream: true, (":status", "504")),
        SiteFault.SaysHttp503Behind => connection.HeadersAsync(id, endStream: true, (":status", "503"), ("clientha-elsewhere", "behind")),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "has no script"),
    };

    /// <summary>HTTP status and gRPC status of a fault that is an answer; null for one that is none.</summary>
    public static (int Http, string? Grpc)? AnswerOf(SiteFault fault) => fault switch
    {
        SiteFault.SaysUnavailable or SiteFault.SaysDrain or SiteFault.SaysBehind or SiteFault.SaysStarting or SiteFault.SaysReadOnly => (200, "14"),
        SiteFault.SaysHttp502 => (502, null),
        SiteFault.SaysHttp503 or SiteFault.SaysHttp503Behind => (503, null),
        SiteFault.SaysHttp504 => (504, null),
        _ => null,
    };

    public static async Task AnswerEachCallAsync(RawConnection connection)
    {
        while (true)
            await connection.AnswerAsync(await connection.ReadRequestAsync());
    }

    private static Task Unavailable(RawConnection connection, int id, string? elsewhere = null)
    {
        (string, string)[] headers = [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "14")];
        return connection.HeadersAsync(id, endStream: true, elsewhere is null ? headers : [.. headers, ("clientha-elsewhere", elsewhere)]);
    }

    private static async Task BreakEachCallAsync(SiteFault fault, RawConnection connection)
    {
        while (true)
            await Break(fault, connection, await connection.ReadRequestAsync());
    }

    private static async Task FinishAfterAsync(RawConnection connection, Task last)
    {
        await last;
        connection.Finish();
    }

    private static Task Do(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
