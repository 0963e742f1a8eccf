namespace ClientHa.Wire;

/// <summary>How a call ended: the code, and the text that the server or this library gave with it.</summary>
internal readonly record struct WireStatus(WireStatusCode Code, string Detail)
{
    public static readonly WireStatus Ok = new(WireStatusCode.Ok, "");

    /// <summary>
    /// The status of a <c>grpc-status</c> and a <c>grpc-message</c> as received. An unreadable or unknown code becomes UNKNOWN,
    /// as statuscodes.md asks.
    /// </summary>
    public static WireStatus Parse(string code, string? message)
    {
        var detail = message is null ? "" : StatusMessage.Decode(message);
        return TryParseCode(code, out var known)
            ? new WireStatus(known, detail)
            : new WireStatus(WireStatusCode.Unknown, $"The peer sent the unknown grpc-status '{code}'. {detail}".TrimEnd());
    }

    private static bool TryParseCode(string text, out WireStatusCode code)
    {
        code = WireStatusCode.Unknown;
        if (text.Length is 0 or > 2)
            return false;

        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            number = number * 10 + (digit - '0');
        }

        code = (WireStatusCode)number;
        return number <= (int)WireStatusCode.Unauthenticated;
    }
}
