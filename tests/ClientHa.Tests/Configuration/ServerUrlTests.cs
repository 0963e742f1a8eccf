using ClientHa.Configuration;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ClientHa.Tests.Configuration;

public class ServerUrlTests
{
    private static readonly string[] Parts =
        ["grpc://", "https://", "ftp://", "://", "ha.test", "0.", ".", "[::1]", "[", "]", "::", ":", ":8001", "/", "?", "#", "@", " ", "ü",
        "-", "_", "%", "*", "10.0.0.1", "999999", "\0", "\\", "\ud800", "xn--", "。"];

    [Fact]
    public void Any_text_is_either_an_address_or_a_failure_whose_remedy_is_good() =>
        Prop.ForAll(Texts.ToArbitrary(), IsGoodOrRemedied).Check(Config.QuickThrowOnFailure.WithMaxTest(10000));

    /// <summary>Mostly of the right shape, so that strange hosts are not lost among other faults.</summary>
    private static Gen<string> Texts =>
        from start in Gen.Elements("", "grpc://", "grpc://", "grpcs://")
        from middle in Gen.Elements(Parts).ArrayOf().Resize(4)
        from end in Gen.Elements("", ":8001", ":8001", ":8001/")
        select start + string.Concat(middle) + end;

    private static void IsGoodOrRemedied(string text)
    {
        foreach (bool needsScheme in (ReadOnlySpan<bool>)[true, false])
        {
            Findings findings = new();
            if (ServerUrl.Read("Url", text, needsScheme, findings) is { } read)
            {
                Assert.Equal(read.Name.Port, read.Address.Port);
                Assert.Equal(read.Name.Host, read.Address.IdnHost);
                continue;
            }
            string remedy = Assert.Single(findings.Failures).Split(": write ")[^1];
            Assert.NotNull(ServerUrl.Read("Url", remedy, needsScheme, new Findings()));
        }
    }
}
