using System.Text.RegularExpressions;
using ClientHa.Configuration;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

// The tables are aligned.
#pragma warning disable format

namespace ClientHa.Tests.Configuration;

public class MethodPatternsTests
{
    [Theory]
    //          pattern                        path                             is it matched
    [InlineData("/clinic.Clinic/GetPatient",   "/clinic.Clinic/GetPatient",     true)]
    [InlineData("/clinic.Clinic/GetPatient",   "/clinic.Clinic/GetPatients",    false)]
    [InlineData("/clinic.Clinic/GetPatient",   "/clinic.Clinic/getpatient",     false)]
    [InlineData("/clinic.Clinic/Get*",         "/clinic.Clinic/GetPatient",     true)]
    [InlineData("/clinic.Clinic/Get*",         "/clinic.Clinic/Get",            true)]
    [InlineData("/clinic.Clinic/Get*",         "/clinic.Clinic/PutPatient",     false)]
    [InlineData("/clinic.Clinic/Get*",         "/clinic.Clinic/Get/Patient",    false)]
    [InlineData("/clinic.Clinic/*",            "/clinic.Clinic/Anything",       true)]
    [InlineData("/clinic.*/Get*",              "/clinic.v1.Clinic/GetPatient",  true)]
    [InlineData("/clinic.*/Get*",              "/dental.v1.Clinic/GetPatient",  false)]
    [InlineData("/*/Get*",                     "/A/B/GetPatient",               false)]
    [InlineData("/*/*",                        "/A/B",                          true)]
    [InlineData("/A/*et*s",                    "/A/GetPatients",                true)]
    [InlineData("/A/*et*s",                    "/A/GetPatient",                 false)]
    [InlineData("/A/**B",                      "/A/xxB",                        true)]
    [InlineData("/A/Get*",                     "",                              false)]
    public void A_star_stands_for_any_characters_but_a_slash(string pattern, string path, bool expected) =>
        Assert.Equal(expected, new MethodPatterns(["/Other/Name", pattern, "/Other/Star*"]).Matches(path));

    [Fact]
    public void Matching_agrees_with_a_regular_expression() =>
        Prop.ForAll(Texts("ab/*").ToArbitrary(), Texts("ab/").ToArbitrary(), (pattern, path) =>
            MethodPattern.Matches(pattern, path) ==
            Regex.IsMatch(path, $"\\A{Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal)}\\z"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Matching_allocates_nothing()
    {
        MethodPatterns patterns = new(["/clinic.Clinic/Find", "/clinic.Clinic/Get*", "/clinic.v1.*/List*"]);
        string[] paths = ["/clinic.Clinic/Find", "/clinic.Clinic/GetPatient", "/clinic.v1.Clinic/ListPatients", "/clinic.Clinic/Put"];
        Count(patterns, paths);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int matched = Count(patterns, paths);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(3, matched);
    }

    private static int Count(MethodPatterns patterns, string[] paths)
    {
        int matched = 0;
        foreach (string path in paths)
            matched += patterns.Matches(path) ? 1 : 0;
        return matched;
    }

    private static Gen<string> Texts(string alphabet) =>
        Gen.Elements(alphabet.ToCharArray()).ArrayOf().Select(characters => new string(characters));
}
