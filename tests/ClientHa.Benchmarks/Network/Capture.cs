using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ClientHa.Benchmarks.Load;

namespace ClientHa.Benchmarks.Network;

/// <summary>
/// Counts on the wire what is sent to a site: connects, and calls, which are known by the size of their body. No contender has to be
/// believed, and none has to be able to tell.
/// </summary>
internal sealed class Capture : IDisposable
{
    private const int EthernetBytes = 14;
    private const int SocketLevel = 1;
    private const int ForcedReceiveBuffer = 33;
    private const byte Syn = 0x02;
    private const byte Ack = 0x10;

    /// <summary>ETH_P_ALL in the order of the network.</summary>
    private const int AllProtocols = 0x0300;

    private readonly Socket socket = new(AddressFamily.Packet, SocketType.Raw, (ProtocolType)AllProtocols);
    private readonly Thread thread;
    private readonly byte[] address;
    private readonly int port;
    private readonly int bodyBytes;
    private readonly Dictionary<int, FrameFlow> flows = [];
    private readonly HashSet<(int Port, uint Sequence)> connects = [];
    private readonly List<long> connectTimes = [];
    private readonly List<long> callTimes = [];
    private volatile bool isEnding;

    public Capture(IPEndPoint site, int bodyBytes)
    {
        (address, port, this.bodyBytes) = (site.Address.GetAddressBytes(), site.Port, bodyBytes);
        socket.ReceiveTimeout = 100;
        socket.SetRawSocketOption(SocketLevel, ForcedReceiveBuffer, BitConverter.GetBytes(64 << 20));
        thread = new Thread(Read) { IsBackground = true, Name = "capture" };
        thread.Start();
    }

    /// <summary>What was sent to the site between two moments of the <see cref="MonotonicClock"/>.</summary>
    public (int Calls, int Connects) Sent(long from, long to)
    {
        lock (flows)
            return (callTimes.Count(time => time >= from && time <= to), connectTimes.Count(time => time >= from && time <= to));
    }

    public void Dispose()
    {
        isEnding = true;
        thread.Join();
        socket.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[1 << 17];
        while (!isEnding)
        {
            int length = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            long now = MonotonicClock.Now;
            lock (flows)
                Packet(error == SocketError.Success ? buffer.AsSpan(0, length) : default, now);
        }
    }

    private void Packet(ReadOnlySpan<byte> frame, long now)
    {
        if (frame.Length < EthernetBytes + 40)
            return;
        ReadOnlySpan<byte> ip = frame[EthernetBytes..];
        if (ip[0] >> 4 != 4 || ip[9] != (byte)ProtocolType.Tcp || !ip.Slice(16, 4).SequenceEqual(address))
            return;
        ReadOnlySpan<byte> tcp = ip[((ip[0] & 15) * 4)..Math.Min(ip.Length, (int)BinaryPrimitives.ReadUInt16BigEndian(ip[2..]))];
        if (BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]) != port)
            return;
        int from = BinaryPrimitives.ReadUInt16BigEndian(tcp);
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
        if ((tcp[13] & (Syn | Ack)) == Syn)
        {
            if (!connects.Add((from, sequence)))
                return;
            connectTimes.Add(now);
            flows[from] = new FrameFlow(unchecked(sequence + 1), bodyBytes);
        }
        else if (flows.TryGetValue(from, out FrameFlow? flow))
        {
            for (int calls = flow.Add(sequence, tcp[((tcp[12] >> 4) * 4)..]); calls > 0; calls--)
                callTimes.Add(now);
        }
    }
}
