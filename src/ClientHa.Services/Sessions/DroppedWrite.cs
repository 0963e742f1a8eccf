namespace ClientHa.Services;

/// <summary>
/// A write that was acknowledged, that no other site is known to have, and that this client can no longer hand to one: should its site
/// be lost with its disk now, the write is lost with it.
/// </summary>
/// <param name="Key">The document's key, or the counter's.</param>
/// <param name="OperationId">What the sites know the write by.</param>
/// <param name="Reason">Why.</param>
public readonly record struct DroppedWrite(string Key, Guid OperationId, DroppedWriteReason Reason);
