namespace ClientHa.Desktop;

/// <summary>The network interfaces of this machine.</summary>
internal interface INetwork
{
    /// <summary>Tells that something about them may have changed, perhaps many times in a row, on any thread.</summary>
    void Subscribe(Action told);

    void Unsubscribe(Action told);

    /// <summary>The addresses under which this machine is reached from others: what a connection begins with. Equal if nothing changed.</summary>
    string Addresses();
}
