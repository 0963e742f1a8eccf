using System.Diagnostics.CodeAnalysis;

namespace ClientHa.Samples;

/// <summary>The file for a run's figures.</summary>
internal static class JsonFile
{
    /// <summary>Asked before the runs, or their figures would be lost.</summary>
    public static bool CanWrite(string file, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            File.AppendAllText(file, "");
            fault = null;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = exception.Message;
            return false;
        }
    }
}
