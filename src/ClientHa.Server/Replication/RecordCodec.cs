using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Replication;

/// <summary>Records of the log as bytes.</summary>
internal static class RecordCodec
{
    public static byte[] Write(Core.Replication.LogRecord record) => (record switch
    {
        Core.Replication.LogRecord.Applied applied => new V1.LogRecord { Operation = Codec.Write(applied.Operation), Superseded = applied.Superseded },
        Core.Replication.LogRecord.StatePart part => new V1.LogRecord { StatePart = Codec.Write(part) },
        Core.Replication.LogRecord.StateEnd end => new V1.LogRecord { StateEnd = new SnapshotBegin { Vector = { Codec.Write(end.Vector) } } },
        _ => throw new ArgumentOutOfRangeException(nameof(record), record, "The log knows no such record."),
    }).ToByteArray();

    public static byte[] Write(SnapshotPart part) => new V1.LogRecord { StatePart = part }.ToByteArray();

    /// <exception cref="FormatException">Not a record that this version of the program knows.</exception>
    public static Core.Replication.LogRecord Read(ReadOnlySpan<byte> bytes)
    {
        V1.LogRecord record = Parse(bytes);
        return record.RecordCase switch
        {
            V1.LogRecord.RecordOneofCase.Operation => new Core.Replication.LogRecord.Applied(Codec.Read(record.Operation), record.Superseded),
            V1.LogRecord.RecordOneofCase.StatePart => Codec.Read(record.StatePart),
            V1.LogRecord.RecordOneofCase.StateEnd => new Core.Replication.LogRecord.StateEnd(Codec.Read(record.StateEnd.Vector)),
            _ => throw new FormatException("A record of a kind that is not known to this version of the program."),
        };
    }

    private static V1.LogRecord Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return V1.LogRecord.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new FormatException("A record that cannot be read.", exception);
        }
    }
}
