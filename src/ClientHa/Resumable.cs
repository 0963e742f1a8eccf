using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ClientHa.Configuration;
using ClientHa.Core;

namespace ClientHa;

/// <summary>
/// Streams that go on where they broke off. A call whose answer has begun stays with its site; but a stream whose items carry a cursor
/// that every site understands can be opened again, at the next site.
/// </summary>
public static class Resumable
{
    /// <summary>
    /// Reads a stream to its end, over as many openings as it takes. A loss opens it again behind the last item that was read, at the site
    /// that calls go to by then. Neither is an item left out nor does one come twice, as far as <paramref name="open"/> begins behind
    /// the cursor that it is given.
    /// </summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <typeparam name="TCursor">Their place in the stream.</typeparam>
    /// <param name="open">
    /// Opens the stream behind a cursor; at its beginning where the cursor is the default, that is until an item has come: null for a
    /// class, and for a nullable number too. It has to go through the client of a <see cref="HaHttpHandler"/> to find another site.
    /// </param>
    /// <param name="cursorOf">The cursor of an item.</param>
    /// <param name="options">What is a loss, and who is told; the defaults where it is left out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The items of all openings, one after the other. It ends when the stream does.</returns>
    /// <exception cref="Exception">What <see cref="ResumableOptions.ShouldResume"/> does not take for a loss.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async IAsyncEnumerable<T> ReadAllAsync<T, TCursor>(
        Func<TCursor?, CancellationToken, IAsyncEnumerable<T>> open,
        Func<T, TCursor> cursorOf,
        ResumableOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(cursorOf);
        options ??= new();
        TimeProvider timeProvider = options.TimeProvider;
        ReopenDelay delay = new(new Prng(FirstChoiceSeed.Random()));
        TCursor? cursor = default;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = timeProvider.GetTimestamp();
            bool hasAnswered = false;
            Opening<T> opening = new(() => open(cursor, cancellationToken), options, cancellationToken);
            await using (opening.ConfigureAwait(false))
            {
                while (await opening.MoveNextAsync().ConfigureAwait(false))
                {
                    T item = opening.Current;
                    yield return item;

                    // Only now has it been taken.
                    cursor = cursorOf(item);
                    hasAnswered = true;
                }
            }
            if (opening.Loss is not { } loss)
                yield break;
            options.Interrupted?.Invoke(loss);
            delay = delay.Next(hasAnswered, timeProvider.GetElapsedTime(start), out TimeSpan wait);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether an exception says that a connection was lost or no site answered: <see cref="IOException"/>, <see cref="SocketException"/>,
    /// and <see cref="HttpRequestException"/> but for an answer of another status than 502, 503 and 504.
    /// </summary>
    /// <param name="exception">What opening or reading threw.</param>
    public static bool IsConnectionLost(Exception exception) => exception switch
    {
        HttpRequestException http => http.StatusCode is null
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>One opening of the stream, whose loss is an end like any other.</summary>
    private sealed class Opening<T>(Func<IAsyncEnumerable<T>> open, ResumableOptions options, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private IAsyncEnumerator<T>? items;

        public Exception? Loss { get; private set; }

        public T Current => items!.Current;

        public async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                items ??= open().GetAsyncEnumerator(cancellationToken);
                return await items.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && options.ShouldResume(exception))
            {
                Loss = exception;
                return false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException && cancellationToken.IsCancellationRequested && options.ShouldResume(exception))
            {
                throw new OperationCanceledException(exception.Message, exception, cancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (items is null)
                return;
            try
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (Loss is not null && options.ShouldResume(exception))
            {
                // It is lost already: that its end fails too is the same loss.
            }
        }
    }
}
