using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ClientHa.Tests.Attempts;

/// <summary>A server's end of one HTTP/2 connection (RFC 9113), frame by frame. Of a request's headers only the literal ones are read.</summary>
internal sealed class RawConnection(Socket socket, CancellationToken cancellationToken) : IDisposable
{
    private const int PrefaceBytes = 24;

    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly List<Frame> pending = [];
    private byte[] block = [];
    private bool isStarted;

    /// <summary>The body of the request that was read last.</summary>
    public List<byte> Body { get; private set; } = [];

    /// <summary>
    /// A header of the request that was read last; null if there is none. SocketsHttpHandler writes its own names and values
    /// plainly, so that they can be found without a decoder.
    /// </summary>
    public string? Header(string name)
    {
        byte[] literal = [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)];
        int at = block.AsSpan().IndexOf(literal);
        if (at < 0)
            return null;
        ReadOnlySpan<byte> value = block.AsSpan(at + literal.Length);
        return Encoding.ASCII.GetString(value.Slice(1, value[0]));
    }

    /// <summary>Whether the request that was read last is a health check.</summary>
    public bool IsProbe => block.AsSpan().IndexOf("/grpc.health"u8) >= 0;

    /// <summary>The client's preface, and settings that let it send as much as it likes.</summary>
    public async Task StartAsync()
    {
        if (isStarted)
            return;
        isStarted = true;
        await stream.ReadExactlyAsync(new byte[PrefaceBytes], cancellationToken);
        await WriteAsync(FrameType.Settings, 0, 0, [0, 4, 0x7f, 0xff, 0xff, 0xff]);
        await WriteAsync(FrameType.WindowUpdate, 0, 0, [0x3f, 0xff, 0xff, 0xff]);
    }

    /// <summary>Reads until a request's headers have come, and its first bytes too if it has a body.</summary>
    /// <returns>The request's stream, and whether it is complete.</returns>
    public async Task<(int Stream, bool IsComplete)> ReadHeadersAsync()
    {
        await StartAsync();
        Frame frame = await ReadAsync(each => each.Type == FrameType.Headers);
        Body = [];
        block = frame.Payload;
        return (frame.Stream, (frame.Flags & Frame.EndStream) != 0);
    }

    /// <summary>Reads a request to its end. Its body is then in <see cref="Body"/>.</summary>
    public async Task<int> ReadRequestAsync()
    {
        (int id, bool isComplete) = await ReadHeadersAsync();
        while (!isComplete)
            isComplete = await ReadDataAsync(id);
        return id;
    }

    /// <summary>Reads what is left of a request.</summary>
    public async Task ReadRestAsync(int id, bool isComplete)
    {
        while (!isComplete)
            isComplete = await ReadDataAsync(id);
    }

    /// <summary>Reads a request's body until so many bytes of it are there.</summary>
    public async Task ReadDataAsync(int id, int bytes)
    {
        while (Body.Count < bytes)
            await ReadDataAsync(id);
    }

    /// <summary>A message and a good status.</summary>
    public async Task AnswerAsync(int id)
    {
        await BeginAsync(id);
        await DataAsync(id, Answers.Message);
        await HeadersAsync(id, endStream: true, ("grpc-status", "0"));
    }

    /// <summary>Response headers without a status: the call is committed.</summary>
    public Task BeginAsync(int id) => HeadersAsync(id, endStream: false, (":status", "200"), ("content-type", "application/grpc"));

    public Task HeadersAsync(int id, bool endStream, params (string Name, string Value)[] headers)
    {
        using MemoryStream block = new();
        foreach ((string name, string value) in headers)
        {
            // HPACK: a literal without indexing and without Huffman coding, RFC 7541, section 6.2.2.
            block.WriteByte(0);
            Text(block, name);
            Text(block, value);
        }
        return WriteAsync(FrameType.Headers, (byte)(Frame.EndHeaders | (endStream ? Frame.EndStream : 0)), id, block.ToArray());
    }

    public Task DataAsync(int id, byte[] bytes) => WriteAsync(FrameType.Data, 0, id, bytes);

    public Task ResetStreamAsync(int id, int error) => WriteAsync(FrameType.ResetStream, 0, id, Number(error));

    public Task GoAwayAsync(int lastStream, int error) =>
        WriteAsync(FrameType.GoAway, 0, 0, [.. Number(lastStream), .. Number(error)]);

    public Task RawAsync(byte[] bytes) => stream.WriteAsync(bytes, cancellationToken).AsTask();

    /// <summary>RST: as when the machine behind it has forgotten the connection.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>FIN: as when the process behind it ends.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    public async Task ReadToEndAsync()
    {
        byte[] rest = new byte[4096];
        while (await stream.ReadAsync(rest, cancellationToken) > 0)
        {
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Reads without a word until a ping comes, which is not answered.</summary>
    public async Task WaitForPingAsync()
    {
        while ((await ReadFrameAsync()).Type != FrameType.Ping)
        {
        }
    }

    private async Task<bool> ReadDataAsync(int id)
    {
        Frame frame = await ReadAsync(each => each.Stream == id && (each.Type is FrameType.Data or FrameType.ResetStream));
        if (frame.Type == FrameType.ResetStream)
            throw new IOException("The client gave the request up.");
        Body.AddRange(frame.Payload);
        return (frame.Flags & Frame.EndStream) != 0;
    }

    /// <summary>The next frame of that kind. Requests can lie one in the other: what belongs to another is kept.</summary>
    private async Task<Frame> ReadAsync(Func<Frame, bool> isWanted)
    {
        int known = pending.FindIndex(each => isWanted(each));
        if (known >= 0)
        {
            Frame kept = pending[known];
            pending.RemoveAt(known);
            return kept;
        }
        while (true)
        {
            Frame frame = await ReadAsync();
            if (isWanted(frame))
                return frame;
            if (frame.Type is FrameType.Headers or FrameType.Data or FrameType.ResetStream)
                pending.Add(frame);
        }
    }

    private async Task<Frame> ReadAsync()
    {
        Frame frame = await ReadFrameAsync();
        if ((frame.Flags & Frame.Ack) == 0 && frame.Type is FrameType.Settings or FrameType.Ping)
            await WriteAsync(frame.Type, Frame.Ack, 0, frame.Type == FrameType.Ping ? frame.Payload : []);
        return frame;
    }

    private async Task<Frame> ReadFrameAsync()
    {
        byte[] head = new byte[9];
        await stream.ReadExactlyAsync(head, cancellationToken);
        byte[] payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return new((FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private Task WriteAsync(FrameType type, byte flags, int id, byte[] payload) => RawAsync(
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)type, flags, .. Number(id), .. payload]);

    private static byte[] Number(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static void Text(MemoryStream block, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length > 126)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes need a longer length"), nameof(text));
        block.WriteByte((byte)bytes.Length);
        block.Write(bytes);
    }
}
