using ClientHa.Testing.Simulation.Calls;

namespace ClientHa.Testing.Simulation.Clients;

/// <summary>The number of a method, as its full name is for a real client.</summary>
internal static class ClientMethod
{
    public const int Write = 1;

    public const int Watch = 2;

    public static int Of(Ask ask) => ask switch
    {
        Ask.Write => Write,
        Ask.Watch => Watch,
        Ask.Get => 3,
        Ask.Book => 4,
        Ask.Find find => 10 + find.Method,
        _ => 0,
    };
}
