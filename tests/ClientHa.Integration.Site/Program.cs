using System.Net;
using ClientHa.Integration.Site;
using ClientHa.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A site: --number 0 --listen 127.0.0.1:8001 --executions FILE [--drain true] [--certificate PEM --key PEM [--client-ca PEM]]. Says "ready".
var builder = WebApplication.CreateSlimBuilder(args);
ConfigurationManager settings = builder.Configuration;
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// A stopped site gives the calls that it still has a moment, as a service manager does, and then cuts them.
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenWire(IPEndPoint.Parse(Required("listen")), listen =>
{
    if (settings["certificate"] is { } certificate)
        SiteCertificate.Use(listen, certificate, Required("key"), settings["client-ca"]);
}));

using var executions = new ExecutionLog(Required("executions"));
var service = new SitesService(settings.GetValue<int>("number"), executions);
await using WebApplication app = builder.Build();
if (settings.GetValue<bool>("drain"))
    app.UseHaDrain();
app.MapWireService(SitesReflection.Descriptor.Services[0], service.Bind);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("ready"));
await app.RunAsync();

string Required(string name) => settings[name] ?? throw new ArgumentException($"--{name} is missing.");
