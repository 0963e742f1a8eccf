namespace ClientHa.Configuration;

/// <summary>One full method name in which <c>*</c> stands for any characters but a slash.</summary>
internal static class MethodPattern
{
    /// <summary>
    /// Goes back to the last star only: what an earlier one took of the same segment was the least, which leaves most to those
    /// after it.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        int at = 0;
        int star = -1;
        int resume = 0;
        for (int i = 0; i < path.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                resume = i;
            }
            else if (at < pattern.Length && pattern[at] == path[i])
            {
                at++;
                i++;
            }
            else if (star >= 0 && path[resume] != '/')
            {
                at = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }
        return pattern[at..].TrimStart('*').IsEmpty;
    }

    /// <summary>Whether this can be the path of a gRPC method: /package.Service/Method.</summary>
    public static bool IsValid(string? pattern) =>
        pattern?.Split('/') is ["", { Length: > 0 } service, { Length: > 0 } method] &&
        service.All(c => IsNameOrStar(c) || c == '.') && method.All(IsNameOrStar);

    private static bool IsNameOrStar(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '*';
}
