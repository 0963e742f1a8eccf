using System.Text;

namespace ClientHa.Services.Tests.Watching;

internal static class CursorText
{
    /// <summary>The bytes of a cursor whose site writes text into it.</summary>
    public static string Bytes(this WatchCursor cursor)
    {
        string text = cursor.ToString().Replace('-', '+').Replace('_', '/');
        return Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }
}
