using ClientHa.Server.Log;
using ClientHa.V1;
using Google.Protobuf;

namespace ClientHa.Server.Tests.Log;

/// <summary>What is written by hand is what log.proto says.</summary>
public sealed class WireFormatTests : IDisposable
{
    private readonly LogFolder folder = new();

    [Fact]
    public void A_segment_is_frames_of_the_messages()
    {
        using (RecordLog log = folder.Open(afterIndex: 299))
        {
            log.Append([]);
            log.Append(new byte[200]);
            log.Sync();
        }

        byte[] content = File.ReadAllBytes(folder.Segments.Single());
        List<(int Offset, int Length)> frames = LogFrames.Find(content);
        LogHeader header = LogHeader.Parser.ParseFrom(LogFrames.Payload(content, frames[0]));
        Assert.Equal(("clientha log", 1u, 300ul), (header.Format, header.Version, header.FirstIndex));
        Assert.Equal([7], header.Header.ToByteArray());

        LogBatch batch = LogBatch.Parser.ParseFrom(LogFrames.Payload(content, frames[1]));
        Assert.Equal(300ul, batch.FirstIndex);
        Assert.Equal([0, 200], batch.Records.Select(r => r.Length));
        Assert.Equal(batch.ToByteArray(), LogFrames.Payload(content, frames[1]));
        AssertChecksums(content, frames, header.Salt);
    }

    [Fact]
    public void A_batch_that_the_generated_class_wrote_is_read()
    {
        var batch = new LogBatch { FirstIndex = 1ul << 40 };
        for (int length = 0; length < 300; length++) batch.Records.Add(ByteString.CopyFrom(new byte[length]));
        Assert.True(BatchReader.TryOpen(batch.ToByteArray(), out BatchReader reader));
        for (int i = 0; i < 300; i++)
        {
            Assert.True(reader.TryRead(out long index, out ReadOnlyMemory<byte> record));
            Assert.Equal(((1L << 40) + i, i), (index, record.Length));
        }
        Assert.False(reader.TryRead(out _, out _));
    }

    [Fact]
    public void A_snapshot_is_frames_of_the_messages()
    {
        new SnapshotFiles(folder.FullPath).Write(9, writer =>
        {
            writer.Add([]);
            writer.Add(new byte[300]);
        });

        byte[] content = File.ReadAllBytes(Path.Combine(folder.FullPath, "0000000000000009.snap"));
        List<(int Offset, int Length)> frames = LogFrames.Find(content);
        SnapshotHeader header = SnapshotHeader.Parser.ParseFrom(LogFrames.Payload(content, frames[0]));
        Assert.Equal(("clientha snapshot", 1u, 9ul), (header.Format, header.Version, header.Index));

        SnapshotFrame[] rest = [.. frames.Skip(1).Select(f => SnapshotFrame.Parser.ParseFrom(LogFrames.Payload(content, f)))];
        Assert.Equal([0, 300], rest[..2].Select(f => f.Part.Length));
        Assert.Equal(2ul, rest[2].Parts);
        Assert.Equal(content.Length, frames[^1].Offset + frames[^1].Length);
        AssertChecksums(content, frames, header.Salt);
    }

    public void Dispose() => folder.Dispose();

    private static void AssertChecksums(byte[] content, List<(int Offset, int Length)> frames, uint salt)
    {
        for (int i = 0; i < frames.Count; i++)
        {
            byte[] frame = content[frames[i].Offset..(frames[i].Offset + frames[i].Length)];
            uint checksum = Crc32C.Append(i == 0 ? 0 : salt, [.. frame[..4], .. frame[8..]]);
            Assert.Equal(checksum, BitConverter.ToUInt32(frame, 4));
        }
    }
}
