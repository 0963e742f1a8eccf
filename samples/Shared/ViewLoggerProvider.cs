using Microsoft.Extensions.Logging;

namespace ClientHa.Samples;

/// <summary>The first client's log, among the events of the view: the only place where a failover is noticed.</summary>
internal sealed class ViewLoggerProvider(Action<string> say) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            say($"first client's log: {formatter(state, exception)}");
    }

    public void Dispose()
    {
    }
}
