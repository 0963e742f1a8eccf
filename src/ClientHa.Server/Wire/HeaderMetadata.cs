using ClientHa.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

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
        // Append() would leave out a first value that is empty.
        foreach (var entry in metadata)
            headers[entry.Name] = StringValues.Concat(headers[entry.Name], entry.Encoded);
    }
}
