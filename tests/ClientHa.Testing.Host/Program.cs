using ClientHa.Testing.Host;

// What tests start as a process of its own.
return args switch
{
    ["serve", var endPoint, var answer] => await WebSite.RunAsync(endPoint, answer),
    ["leaks", var clusters] => await Leaks.RunAsync(int.Parse(clusters)),
    ["traveller", .. var servers] => await Traveller.RunAsync(servers),
    ["cluster"] => await ClusterOwner.RunAsync(),
    _ => await Parent.RunAsync(args),
};
