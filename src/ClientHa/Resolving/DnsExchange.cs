using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ClientHa.Resolving;

/// <summary>One question put to one name server: by UDP, and by TCP if the answer did not fit (RFC 1035 §4.2).</summary>
internal sealed class DnsExchange(IPEndPoint server, DnsQuestion question)
{
    private const int MaxMessageBytes = ushort.MaxValue;
    private const int LengthBytes = 2;

    /// <summary>Datagrams that were no answer to the question: late, forged or garbage.</summary>
    public int IgnoredDatagrams { get; private set; }

    public async Task<DnsReply> AskAsync(CancellationToken cancellationToken)
    {
        DnsMessage? answer = await AskByUdpAsync(cancellationToken).ConfigureAwait(false);
        if (!answer.IsTruncated) return DnsReply.From(answer);
        answer = await AskByTcpAsync(cancellationToken).ConfigureAwait(false);
        return answer is { IsTruncated: false } ? DnsReply.From(answer) : DnsReply.Refusal("sent no usable answer by TCP");
    }

    private async Task<DnsMessage> AskByUdpAsync(CancellationToken cancellationToken)
    {
        // A socket for each question, so that a forger has to guess the port too (RFC 5452). Connected, so that the
        // kernel drops other senders and reports a closed port at once.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        BindToRandomPort(socket);
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);

        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxMessageBytes);
        try
        {
            ushort id = WriteQuery(buffer, out int queryBytes);
            await socket.SendAsync(buffer.AsMemory(0, queryBytes), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                SocketReceiveFromResult received = await socket
                    .ReceiveFromAsync(buffer, SocketFlags.None, server, cancellationToken).ConfigureAwait(false);

                // The sender is compared too: what came between bind and connect has passed no filter.
                if (server.Equals(received.RemoteEndPoint)
                    && DnsMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out DnsMessage? answer)
                    && answer.IsAnswerTo(id, question))
                    return answer;
                IgnoredDatagrams++;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<DnsMessage?> AskByTcpAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        using var stream = new NetworkStream(socket, ownsSocket: false);

        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxMessageBytes);
        try
        {
            ushort id = WriteQuery(buffer.AsSpan(LengthBytes), out int queryBytes);
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)queryBytes);
            await stream.WriteAsync(buffer.AsMemory(0, LengthBytes + queryBytes), cancellationToken).ConfigureAwait(false);

            await stream.ReadExactlyAsync(buffer.AsMemory(0, LengthBytes), cancellationToken).ConfigureAwait(false);
            int answerBytes = BinaryPrimitives.ReadUInt16BigEndian(buffer);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, answerBytes), cancellationToken).ConfigureAwait(false);
            return DnsMessage.TryRead(buffer.AsSpan(0, answerBytes), out DnsMessage? answer) && answer.IsAnswerTo(id, question)
                ? answer
                : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ushort WriteQuery(Span<byte> destination, out int written)
    {
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        return DnsMessage.TryWriteQuery(id, question, destination, out written)
            ? id
            : throw new ArgumentException($"'{question.Name}' cannot stand in a DNS message.");
    }

    /// <summary>Not every system draws the port of an unbound socket at random.</summary>
    private void BindToRandomPort(Socket socket)
    {
        IPAddress any = server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        for (int attempt = 0; attempt < 8; attempt++)
        {
            try
            {
                socket.Bind(new IPEndPoint(any, RandomNumberGenerator.GetInt32(32768, 65536)));
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
            }
        }

        socket.Bind(new IPEndPoint(any, 0));
    }
}
