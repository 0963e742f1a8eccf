using ClientHa.Wire.Tests.Site;
using Google.Protobuf;

namespace ClientHa.Wire.Tests.Calls;

public abstract partial class CallContract
{
    public static TheoryData<int> FailureCodes { get; } = new(Enumerable.Range(1, 16));

    [Theory]
    [MemberData(nameof(FailureCodes))]
    public async Task Every_status_arrives_with_its_message_and_trailers(int code)
    {
        var request = new Payload { Number = code, Text = $"status {code}", Body = Bytes(code) };

        var exception = await Assert.ThrowsAsync<WireException>(() => Channel.UnaryAsync<Payload>(Rpc.Fail, request));

        Assert.Equal(new WireStatus((WireStatusCode)code, request.Text), exception.Status);
        Assert.Equal(request.Body, ByteString.CopyFrom(exception.Trailers.GetBytes("x-trailing-reason-bin")!.Value.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("100 % of %41 is %")]
    [InlineData("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")]
    public async Task A_status_message_may_hold_any_text(string message)
    {
        var exception = await Assert.ThrowsAsync<WireException>(() =>
            Channel.UnaryAsync<Payload>(Rpc.Fail, new Payload { Number = (int)WireStatusCode.Unknown, Text = message }));

        Assert.Equal(new WireStatus(WireStatusCode.Unknown, message), exception.Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_stream_may_fail_after_any_number_of_responses(int count)
    {
        using var call = Channel.ServerStreaming<Payload>(Rpc.Count, new Payload { Number = count, Text = "enough ☺" });
        for (var i = 0; i < count; i++)
            Assert.Equal(i, (await call.ReadAsync())?.Number);

        var exception = await Assert.ThrowsAsync<WireException>(async () => await call.ReadAsync());
        Assert.Equal(new WireStatus(WireStatusCode.FailedPrecondition, "enough ☺"), exception.Status);
        Assert.Equal(exception.Status, call.Status);
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented()
    {
        var exception = await Assert.ThrowsAsync<WireException>(() => Channel.UnaryAsync<Payload>(Rpc.NotBound, new Payload()));

        Assert.Equal(WireStatusCode.Unimplemented, exception.StatusCode);
    }

    [Fact]
    public async Task An_unknown_service_is_unimplemented()
    {
        var exception = await Assert.ThrowsAsync<WireException>(() =>
            Channel.UnaryAsync<Payload>(Rpc.AbsentService.Methods[0], new Payload()));

        Assert.Equal(WireStatusCode.Unimplemented, exception.StatusCode);
    }
}
