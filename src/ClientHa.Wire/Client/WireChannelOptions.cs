namespace ClientHa.Wire;

internal sealed class WireChannelOptions
{
    /// <summary>The largest message that is accepted. A larger one ends the call with RESOURCE_EXHAUSTED. 4 MiB.</summary>
    public int MaxReceiveMessageBytes { get; init; } = Frame.DefaultMaxReceiveMessageBytes;

    /// <summary>Measures the deadlines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether disposing the channel disposes its handler.</summary>
    public bool DisposeHandler { get; init; } = true;
}
