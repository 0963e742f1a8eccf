using System.CommandLine;

RootCommand root = new("Runs a site of ClientHa, and asks sites.");
return await root.Parse(args).InvokeAsync();
