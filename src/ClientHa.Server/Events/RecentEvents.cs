using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Events;

/// <summary>
/// The last things that the site has logged, for the status page: whatever is logged at Information or above, whether the log goes
/// anywhere or not. May be used from any thread.
/// </summary>
internal sealed class RecentEvents(TimeProvider timeProvider) : ILoggerProvider
{
    /// <summary>Of the site's own parts, and of no other library's.</summary>
    public const string Category = "ClientHa.Server";

    private const int MaxEvents = 100;
    private const int MaxTextLength = 400;

    private readonly Lock gate = new();
    private readonly List<RecentEvent> events = [];
    private long last;

    /// <summary>The number of the newest one: who has seen it has seen all.</summary>
    public long Last => Interlocked.Read(ref last);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RecentEvent> All
    {
        get
        {
            lock (gate)
                return [.. events.OrderByDescending(one => one.Number)];
        }
    }

    public ILogger CreateLogger(string categoryName) => new EventLogger(this);

    public void Dispose()
    {
    }

    /// <summary>What comes again in the same words moves up and is counted: a peer that is away for a night must not push out all else.</summary>
    private void Add(LogLevel level, string text)
    {
        text = text.Length > MaxTextLength ? text[..MaxTextLength] + "…" : text;
        lock (gate)
        {
            int before = events.FindIndex(one => one.Text == text && one.Level == level);
            int times = before < 0 ? 1 : events[before].Times + 1;
            if (before >= 0)
                events.RemoveAt(before);
            else if (events.Count == MaxEvents)
                events.RemoveAt(0);
            events.Add(new(Interlocked.Increment(ref last), timeProvider.GetUtcNow(), level, text, times));
        }
    }

    private sealed class EventLogger(RecentEvents events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        /// <summary>Without the exception, which may say what is not for everybody who may look at the page.</summary>
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                events.Add(logLevel, formatter(state, null));
        }
    }
}
