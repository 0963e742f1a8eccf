using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using ClientHa.Core.Replication;
using ClientHa.V1;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging;

namespace ClientHa.Services;

/// <summary>
/// A write from its first stamp to its result. Its operation id is the same on every try, so that a site counts it once however
/// often and wherever the failover handler sends it.
/// </summary>
internal sealed class DocumentWriter(ServiceCalls calls, ClientClock clock, WriteSession session, ILogger logger)
{
    /// <param name="method">Put or Delete.</param>
    /// <param name="key">The document's key.</param>
    /// <param name="request">Makes the request; called again for a second stamp.</param>
    /// <param name="cancellationToken">Ends the wait; the write may have been accepted.</param>
    public async Task<WriteResult> WriteAsync(
        MethodDescriptor method, string key, Func<WriteIdentity, IMessage> request, CancellationToken cancellationToken) =>
        Read(key, await SendAsync(method, key, request, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="WriteAsync"/>
    public async Task<WriteResponse> SendAsync(
        MethodDescriptor method, string key, Func<WriteIdentity, IMessage> request, CancellationToken cancellationToken)
    {
        long start = calls.TimeProvider.GetTimestamp();
        OperationId id = NewId();
        WriteIdentity identity = new() { OperationId = Messages.Write(id), Stamp = clock.Stamp() };
        WireCallOptions options = new() { Timeout = calls.Timeout, IdempotencyKey = id.ToString() };
        WriteResponse response = await TryAsync(options).ConfigureAwait(false);
        if (response.Restamp != 0)
        {
            if (response.Restamp < identity.Stamp)
                Log.ClockSetBack(logger, (Stamp.Milliseconds(identity.Stamp) - Stamp.Milliseconds(response.Restamp)) / 1000.0);
            identity = new WriteIdentity(identity)
            {
                Stamp = clock.StampAgain(identity.Stamp, response.Restamp, response.Clock),
                Restamped = true,
            };
            response = await TryAsync(options with { Timeout = Remaining(start) }).ConfigureAwait(false);
            if (response.Restamp != 0)
            {
                throw new HaCallException(HaStatusCode.Internal, string.Create(
                    CultureInfo.InvariantCulture, $"The site refused the write of \"{key}\" a second time for its stamp, which it must not."));
            }
        }
        return response;

        async Task<WriteResponse> TryAsync(WireCallOptions options)
        {
            WriteResponse answer = await session.SendAsync(
                request(identity), id, (message, time) => calls.UnaryAsync<WriteResponse>(method, message, options with { Timeout = time }, cancellationToken),
                options.Timeout!.Value, cancellationToken).ConfigureAwait(false);
            if (answer.Restamp == 0)
                clock.Follow(answer.Clock);
            return answer;
        }
    }

    private static WriteResult Read(string key, WriteResponse response)
    {
        if (response.Conflict is not { } conflict)
            return new WriteResult(Messages.Read(response.Version), response.Superseded) { IsUnconfirmed = response.Unconfirmed };
        Document? current = conflict.Current is null ? null : Messages.Read(conflict.Current);
        throw conflict.OutcomeUnknown ? new OutcomeUnknownException(key, current) : new DocumentConflictException(key, current);
    }

    private OperationId NewId()
    {
        Span<byte> dice = stackalloc byte[OperationId.Bytes];
        RandomNumberGenerator.Fill(dice);
        return OperationId.Create(
            clock.Milliseconds, BinaryPrimitives.ReadUInt64LittleEndian(dice), BinaryPrimitives.ReadUInt64LittleEndian(dice[8..]));
    }

    private TimeSpan Remaining(long start)
    {
        TimeSpan remaining = calls.Timeout - calls.TimeProvider.GetElapsedTime(start);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);
    }
}
