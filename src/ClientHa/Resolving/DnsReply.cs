using System.Collections.Immutable;
using System.Net;

namespace ClientHa.Resolving;

/// <summary>One name server's reply, and the same in words: the rest of a sentence that begins with the server.</summary>
internal sealed record DnsReply(DnsReplyKind Kind, string Words, ImmutableArray<IPAddress> Addresses)
{
    public static readonly DnsReply NotAsked = new(DnsReplyKind.Silence, "was not asked, for lack of time", []);

    public bool IsDefinite => Kind is DnsReplyKind.Addresses or DnsReplyKind.NoData or DnsReplyKind.NoSuchName;

    public static DnsReply Silence(string words) => new(DnsReplyKind.Silence, words, []);

    public static DnsReply Refusal(string words) => new(DnsReplyKind.Refusal, words, []);

    /// <summary>Judges an answer to a question about addresses.</summary>
    public static DnsReply From(DnsMessage answer) => answer.ResponseCode switch
    {
        DnsResponseCode.NoError => FromRecords(answer),
        DnsResponseCode.NoSuchName => new(DnsReplyKind.NoSuchName, "says that it does not exist (NXDOMAIN)", []),
        DnsResponseCode.ServerFailure => Refusal("failed (SERVFAIL)"),
        DnsResponseCode.Refused => Refusal("refused to answer (REFUSED)"),
        DnsResponseCode.FormatError => Refusal("did not understand the question (FORMERR)"),
        DnsResponseCode code => Refusal($"answered with code {(int)code}"),
    };

    private static DnsReply FromRecords(DnsMessage answer)
    {
        string name = answer.Question.Name;

        // An alias costs one record, so a loop of aliases ends with the records.
        for (int hops = 0; hops <= answer.Answers.Length; hops++)
        {
            ImmutableArray<IPAddress> addresses = [.. answer.Answers
                .Where(r => r.Type == answer.Question.Type && DnsName.AreEqual(r.Owner, name)).Select(r => r.Address!).Distinct()];
            if (addresses.Length > 0) return new(DnsReplyKind.Addresses, "answered", addresses);
            string? alias = answer.Answers.FirstOrDefault(r => r.Alias is not null && DnsName.AreEqual(r.Owner, name)).Alias;
            if (alias is null) return WithoutAddress(answer, name);
            name = alias;
        }

        return Refusal("answered with a loop of aliases");
    }

    /// <summary>Only who resolves to the end, or owns the name, can say that there is nothing (glibc draws the same line).</summary>
    private static DnsReply WithoutAddress(DnsMessage answer, string end)
    {
        string records = answer.Question.Type == DnsRecordType.A ? "A" : "AAAA";
        bool isAlias = !DnsName.AreEqual(end, answer.Question.Name);
        bool isDefinite = answer.IsRecursionAvailable || (answer.IsAuthoritative && !isAlias);
        string words = isAlias ? $"says that it is an alias of {end}, without {records} record" : $"knows no {records} record of it";
        return isDefinite
            ? new(DnsReplyKind.NoData, words, [])
            : Refusal(words + ", but neither resolves for others nor owns the name");
    }
}
