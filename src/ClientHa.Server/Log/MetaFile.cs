using System.Globalization;
using System.Text.Json;

namespace ClientHa.Server.Log;

/// <summary><c>meta.json</c>.</summary>
internal static class MetaFile
{
    public const string Name = "meta.json";
    private const string Format = "clientha";

    public static byte[] Write(SiteMeta meta)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("formatVersion", meta.FormatVersion);
            writer.WriteNumber("site", meta.Site);
            writer.WriteString("replica", meta.Replica.ToString("x16", CultureInfo.InvariantCulture));
            if (meta.Cluster is { } cluster) writer.WriteString("cluster", cluster);
            else writer.WriteNull("cluster");
            writer.WriteBoolean("joining", meta.Joining);
            if (meta.Returning is { } returning)
            {
                writer.WriteString("returningFrom", returning.Replica.ToString("x16", CultureInfo.InvariantCulture));
                writer.WriteNumber("returningTo", returning.Sequence);
            }
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Reads the file's content.</summary>
    /// <exception cref="DataDirectoryException">It is not ours, or of a later version.</exception>
    public static SiteMeta Read(string directory, ReadOnlyMemory<byte> content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format) throw new FormatException();
            int version = root.GetProperty("formatVersion").GetInt32();
            if (version is < 1 or > SiteMeta.CurrentFormatVersion) throw OtherVersion(directory, version);
            return new SiteMeta
            {
                FormatVersion = version,
                Site = root.GetProperty("site").GetInt32(),
                Replica = ReadReplica(root.GetProperty("replica").GetString()),
                Cluster = root.GetProperty("cluster") is { ValueKind: not JsonValueKind.Null } cluster ? cluster.GetGuid() : null,
                Joining = root.GetProperty("joining").GetBoolean(),
                Returning = root.TryGetProperty("returningFrom", out JsonElement from)
                    ? (ReadReplica(from.GetString()), root.GetProperty("returningTo").GetUInt64())
                    : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DataDirectoryException(
                directory, "is not ClientHa's: its meta.json is of something else or damaged",
                "name another directory, or restore the file", e);
        }
    }

    private static ulong ReadReplica(string? text) =>
        text is { Length: 16 } && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id)
            ? id
            : throw new FormatException();

    private static DataDirectoryException OtherVersion(string directory, int version) =>
        new(directory,
            string.Create(CultureInfo.InvariantCulture,
                $"has format version {version}, and this program knows up to {SiteMeta.CurrentFormatVersion}"),
            "start the version of ClientHa that wrote it, or a later one");
}
