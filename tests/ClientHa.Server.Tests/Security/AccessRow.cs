using System.Reflection;
using ClientHa.Server.Hosting;
using Google.Protobuf.Reflection;

namespace ClientHa.Server.Tests.Security;

/// <summary>All methods of all services that the server's program knows, whether the table has a row for them or not.</summary>
internal static class AccessRow
{
    public static IReadOnlyList<MethodDescriptor> AllMethods { get; } =
    [
        .. typeof(SiteEndPoints).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods),
    ];

    public static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";
}
