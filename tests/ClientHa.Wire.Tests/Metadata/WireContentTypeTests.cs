namespace ClientHa.Wire.Tests.Metadata;

public sealed class WireContentTypeTests
{
    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc;charset=utf-8", true)]
    [InlineData("Application/GRPC", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("application/json", false)]
    [InlineData("text/application/grpc", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Grpc_is_told_from_other_content(string? contentType, bool isGrpc) =>
        Assert.Equal(isGrpc, WireContentType.IsGrpc(contentType));
}
