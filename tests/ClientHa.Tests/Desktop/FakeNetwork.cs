using ClientHa.Desktop;

namespace ClientHa.Tests.Desktop;

/// <summary>Interfaces as a test sets them.</summary>
internal sealed class FakeNetwork : INetwork
{
    private readonly List<Action> subscribers = [];

    public string Present { get; set; } = "192.0.2.1";

    public int Subscribers => subscribers.Count;

    public int Looks { get; private set; }

    public void Subscribe(Action told) => subscribers.Add(told);

    public void Unsubscribe(Action told) => subscribers.Remove(told);

    public string Addresses()
    {
        Looks++;
        return Present;
    }

    public void Change(string addresses)
    {
        Present = addresses;
        foreach (Action each in subscribers.ToArray())
            each();
    }
}
