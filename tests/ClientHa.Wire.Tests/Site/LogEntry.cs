using Microsoft.Extensions.Logging;

namespace ClientHa.Wire.Tests.Site;

internal sealed record LogEntry(LogLevel Level, string Message, Exception? Exception);
