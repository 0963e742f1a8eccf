using ClientHa.Core.Replication;
using ClientHa.Core.Sessions;
using ClientHa.Testing.Simulation.Calls;
using ClientHa.Testing.Simulation.Sites.Load;

namespace ClientHa.Testing.Simulation.Checks;

/// <summary>Sees what those do who write and read documents at any site.</summary>
internal interface IUserCheck
{
    /// <summary>A user has been told that its write is done.</summary>
    /// <param name="isAtTwo">The write was to be at another site too, and the site says that it is.</param>
    void Acknowledged(DocumentUser user, WriteRequest request, OperationResult result, bool isAtTwo)
    {
    }

    /// <summary>A user keeps its write no longer, because a second site is said to have it.</summary>
    void Confirmed(DocumentUser user, KeptWrite write)
    {
    }

    /// <summary>A user keeps its write no longer, although no second site is known to have it.</summary>
    void GivenUp(DocumentUser user, KeptWrite write)
    {
    }

    /// <summary>A user has read a document.</summary>
    /// <param name="session">What the site was asked to cover.</param>
    void Read(DocumentUser user, string key, SessionToken session, StoredDocument? found, SiteWord word)
    {
    }
}
