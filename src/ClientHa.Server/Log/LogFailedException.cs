namespace ClientHa.Server.Log;

/// <summary>The disk has refused a write or a flush: what is on it is unknown, and this process writes no more.</summary>
internal sealed class LogFailedException(Exception cause) : IOException(
    $"The log can no longer be written: {cause.Message.TrimEnd('.')}. All that was acknowledged is durable; see to the disk, "
    + "then start the site again.", cause);
