using ClientHa.Wire;
using Microsoft.AspNetCore.Http;

namespace ClientHa.Server.Wire;

/// <summary>Metadata from and to Kestrel's headers.</summary>
internal static class HeaderMetadata
{
    public static WireMetadata Read(IHeaderDictionary headers)
    {
        var metadata = new WireMetadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                metadata.AddReceived(name, value ?? "");
        }

        return metadata;
    }

    public static void Write(WireMetadata metadata, IHeaderDictionary headers)
    {
        foreach (var entry in metadata)
            headers.Append(entry.Name, entry.Encoded);
    }
}
