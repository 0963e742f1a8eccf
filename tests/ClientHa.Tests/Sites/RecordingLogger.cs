using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ClientHa.Tests.Sites;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLogger : ILogger, ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> entries = new();

    /// <summary>From now on logging throws, as with a full disk.</summary>
    public bool IsBroken { get; set; }

    public IReadOnlyList<(int Id, LogLevel Level, string Text)> Entries => [.. entries];

    public IEnumerable<string> TextsOf(int id) => Entries.Where(entry => entry.Id == id).Select(entry => entry.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => IsBroken ? throw new IOException("No space left on device") : true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsBroken)
            throw new IOException("No space left on device");
        entries.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
