namespace ClientHa.Core.Sessions;

/// <summary>What becomes of a call of a session, at the site that it has come to.</summary>
internal enum SessionStep
{
    /// <summary>All that the session knows of is here.</summary>
    Answer,

    /// <summary>Something of it is not, and the caller takes that.</summary>
    AnswerStale,

    /// <summary>Something of it is not, and may come.</summary>
    Wait,

    /// <summary>Something of it is not, so that the caller had better ask another site: <c>clientha-elsewhere: behind</c>.</summary>
    Behind,
}
