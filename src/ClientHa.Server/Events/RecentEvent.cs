using Microsoft.Extensions.Logging;

namespace ClientHa.Server.Events;

/// <summary>Something that has happened here, once or several times in the same words.</summary>
/// <param name="Number">Grows with each event, and with each time that one comes again.</param>
/// <param name="Time">When it happened last.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">What happened and what follows, as in the log.</param>
/// <param name="Times">How often.</param>
internal sealed record RecentEvent(long Number, DateTimeOffset Time, LogLevel Level, string Text, int Times);
