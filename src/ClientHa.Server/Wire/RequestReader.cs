using System.IO.Pipelines;
using ClientHa.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Wire;

/// <summary>Takes messages from a request's body.</summary>
internal sealed class RequestReader
{
    private readonly PipeReader _pipe;
    private readonly MessageParser _parser;
    private readonly int _maxMessageBytes;

    public RequestReader(PipeReader pipe, MessageParser parser, int maxMessageBytes) =>
        (_pipe, _parser, _maxMessageBytes) = (pipe, parser, maxMessageBytes);

    /// <summary>The next message, or null where the client has completed its requests.</summary>
    /// <exception cref="WireException">The body holds no such message, or ended inside one, or the client is gone.</exception>
    public async ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await ReadPipeAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var hasMessage = false;
            try
            {
                hasMessage = FrameDecoder.TryRead(ref buffer, _maxMessageBytes, out var bytes);
                if (hasMessage)
                    return MessageBytes.Parse(_parser, bytes);
                if (result.IsCompleted)
                    return buffer.IsEmpty ? null : throw new WireException(WireStatusCode.Internal, "The request ends inside a message.");
            }
            finally
            {
                _pipe.AdvanceTo(buffer.Start, hasMessage ? buffer.Start : buffer.End);
            }
        }
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            throw new WireException(WireStatusCode.Internal, "The request's body breaks HTTP's rules.", exception);
        }
        catch (IOException exception)
        {
            throw new WireException(WireStatusCode.Cancelled, "The client has left.", exception);
        }
    }
}
