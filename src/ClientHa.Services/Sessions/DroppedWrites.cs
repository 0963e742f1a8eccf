using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>Tells the program, the log and the metrics of writes that are kept no longer although only one site is known to have them.</summary>
internal sealed class DroppedWrites(Action<DroppedWrite>? callback, ILogger logger)
{
    private int logged;

    [SuppressMessage("Design", "CA1031", Justification = "What the program's own callback throws must not end the hand-over of other writes; it is logged.")]
    public void Tell(KeptWrite write, DroppedWriteReason reason)
    {
        SessionTelemetry.Dropped(reason);
        Guid id = Read(write.Id);
        // There may be one with each write that follows.
        if (Interlocked.Exchange(ref logged, 1) == 0)
            Log.Dropped(logger, id, reason);
        try
        {
            callback?.Invoke(new DroppedWrite(WriteRequests.KeyOf((IMessage)write.Write), id, reason));
        }
        catch (Exception exception)
        {
            Log.CallbackFailed(logger, exception);
        }
    }

    private static Guid Read(OperationId id)
    {
        Span<byte> bytes = stackalloc byte[OperationId.Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], id.Low);
        return new Guid(bytes, bigEndian: true);
    }
}
