using ClientHa.Server.Security;
using ClientHa.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ClientHa.Server.Wire;

/// <summary>One call, as its handler sees it.</summary>
internal sealed class WireContext : IDisposable
{
    /// <summary>A stranger whose request does not come holds a connection for nothing; who is known has a credential to lose.</summary>
    private static readonly TimeSpan s_strangerTimeout = TimeSpan.FromSeconds(5);

    private readonly WireServerMethod _method;
    private readonly RequestReader _requests;
    private ServerDeadline? _deadline;
    private CancellationTokenSource? _ending;
    private IDisposable? _hold;
    private Func<IMessage, AccessDemand>? _demand;
    private WireMetadata? _requestMetadata;
    private bool _isStranger;

    internal WireContext(HttpContext http, WireServerMethod method)
    {
        (Http, _method) = (http, method);
        _requests = new RequestReader(http.Request.BodyReader, method.Method.InputType.Parser, method.MaxReceiveMessageBytes);
    }

    public HttpContext Http { get; }

    public MethodDescriptor Method => _method.Method;

    /// <summary>The client's address and port.</summary>
    public string Peer => $"{Http.Connection.RemoteIpAddress}:{Http.Connection.RemotePort}";

    /// <summary>Cancelled at the deadline, when the client cancels, and when its connection is lost.</summary>
    public CancellationToken CancellationToken => _ending?.Token ?? _deadline?.Token ?? Http.RequestAborted;

    /// <summary>Who calls; null where the method is for anyone.</summary>
    public Caller? Caller { get; private set; }

    /// <summary>The time until the deadline, never negative; null where the client set none.</summary>
    public TimeSpan? RemainingTime => _deadline?.Remaining;

    /// <exception cref="WireException">INTERNAL: a <c>-bin</c> header is no base64.</exception>
    public WireMetadata RequestMetadata => _requestMetadata ??= HeaderMetadata.Read(Http.Request.Headers);

    /// <summary>Goes out with the first response, or with <see cref="SendHeadersAsync"/>.</summary>
    public WireMetadata ResponseHeaders { get; } = [];

    /// <summary>Goes out with the status.</summary>
    public WireMetadata ResponseTrailers { get; } = [];

    internal bool IsDeadlinePassed => _deadline is { IsPassed: true };

    /// <summary>Whether the caller's credential was taken away while the call went on.</summary>
    internal bool IsCallerEnded => _ending is not null && Caller is { Ended.IsCancellationRequested: true } or { CertificateEnded.IsCancellationRequested: true };

    /// <summary>Sends the response headers now, for a client that waits for them before it writes.</summary>
    public async ValueTask SendHeadersAsync()
    {
        await StartAsync().ConfigureAwait(false);
        await Http.Response.BodyWriter.FlushAsync(CancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _hold?.Dispose();
        _ending?.Dispose();
        _deadline?.Dispose();
    }

    /// <summary>Finds out who calls. Nothing of the request was read by then.</summary>
    /// <exception cref="WireException">The method is not for the caller.</exception>
    internal void Enter(AccessGate gate, string path, AccessRule? rule)
    {
        Caller = gate.Admit(Http, path, rule);
        _demand = rule?.Demand;
        _isStranger = Caller is null;
        _hold = rule is { IsWatch: true } ? gate.Hold(Http, Caller) : null;
    }

    /// <summary>Checks what the request asks for, before the handler sees it.</summary>
    /// <exception cref="WireException">The request's encoding or timeout cannot be honoured.</exception>
    internal void Begin()
    {
        RequestEncoding.Check(Http);
        BeginDeadline();

        // A single answer is given in a moment; what goes on for long ends with the caller's credential.
        if (Caller is { Ended.CanBeCanceled: true } or { CertificateEnded.CanBeCanceled: true } && Method.IsServerStreaming)
            _ending = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, Caller.Ended, Caller.CertificateEnded);
    }

    private void BeginDeadline()
    {
        var header = Http.Request.Headers[WireHeaderNames.Timeout].ToString();
        if (header.Length == 0)
            return;
        if (!TimeoutHeader.TryDecode(header, out var timeout))
            throw new WireException(WireStatusCode.Internal, $"'{header}' is no grpc-timeout: 1 to 8 digits and one of H M S m u n.");

        var timeProvider = Http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
        _deadline = new ServerDeadline(timeout, timeProvider, Http.RequestAborted);
        _deadline.Token.ThrowIfCancellationRequested();
    }

    internal ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) => _requests.ReadAsync(cancellationToken);

    internal async ValueTask<TRequest> ReadSingleAsync<TRequest>()
        where TRequest : class, IMessage
    {
        var request = _isStranger ? await ReadSoonAsync().ConfigureAwait(false) : await ReadSingleAsync(CancellationToken).ConfigureAwait(false);
        if (_demand is not null)
            Caller?.Check(_demand(request));
        return (TRequest)request;
    }

    private async ValueTask<IMessage> ReadSingleAsync(CancellationToken cancellationToken)
    {
        var request = await ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new WireException(WireStatusCode.Unimplemented, "The client sent no request; the method has one.");
        return await ReadAsync(cancellationToken).ConfigureAwait(false) is null
            ? request
            : throw new WireException(WireStatusCode.Unimplemented, "The client sent a second request; the method has one.");
    }

    private async ValueTask<IMessage> ReadSoonAsync()
    {
        using CancellationTokenSource timeout = new(s_strangerTimeout, Http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, timeout.Token);
        try
        {
            return await ReadSingleAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !CancellationToken.IsCancellationRequested)
        {
            throw new WireException(
                WireStatusCode.DeadlineExceeded, $"The request did not come within {s_strangerTimeout.TotalSeconds:0} s: send it at once, or show a credential.");
        }
    }

    /// <summary>Puts a response into the pipe; it is sent with the next flush, or with the call's end.</summary>
    internal async ValueTask WriteAsync(IMessage response)
    {
        if (response is null)
            throw new InvalidOperationException("The handler gave no response.");

        await StartAsync().ConfigureAwait(false);
        var pipe = Http.Response.BodyWriter;
        var frameBytes = Frame.HeaderBytes + response.CalculateSize();
        Frame.Write(pipe.GetSpan(frameBytes)[..frameBytes], response);
        pipe.Advance(frameBytes);
    }

    internal async ValueTask StartAsync()
    {
        if (Http.Response.HasStarted)
            return;

        HeaderMetadata.Write(ResponseHeaders, Http.Response.Headers);
        await Http.Response.StartAsync(CancellationToken).ConfigureAwait(false);
    }
}
