namespace ClientHa.Server.Log;

/// <summary>
/// The disk has refused what was to be made durable, before it had taken all of it: nothing of it counts, what was durable before is,
/// and there may be room again later.
/// </summary>
internal sealed class LogRefusedException(Exception cause) : IOException(
    $"The disk refuses to be written: {cause.Message.TrimEnd('.')}.", cause);
