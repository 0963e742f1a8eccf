namespace ClientHa.Wire;

/// <summary>Answers to a call with one response that have none or more: UNIMPLEMENTED, by statuscodes.md.</summary>
internal static class SingleResponse
{
    public static WireException Missing() => new(WireStatusCode.Unimplemented, "The server said OK without a response; the method has one.");

    public static WireException Repeated() => new(WireStatusCode.Unimplemented, "The server sent a second response; the method has one.");
}
