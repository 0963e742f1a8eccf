using Microsoft.AspNetCore.Builder;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.AddHaServer();
WebApplication app = builder.Build();
app.MapHaServer();
await app.RunAsync().ConfigureAwait(false);
