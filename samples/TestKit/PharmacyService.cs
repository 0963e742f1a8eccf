using ClientHa.Server.Wire;
using ClientHa.Testing;
using Microsoft.AspNetCore.Builder;

namespace TestKit;

/// <summary>A gRPC service as any application has one. What it knows of sites is its number, which it says for the tests.</summary>
internal sealed class PharmacyService(int site, Orders orders)
{
    public static void Map(WebApplication app, HaSitePlace place, Orders orders)
    {
        PharmacyService pharmacy = new(place.Number, orders);
        app.MapWireService(PharmacyReflection.Descriptor.Services[0], service => service
            .Unary<Order, Receipt>("Find", (_, _) => Task.FromResult(pharmacy.Receipt()))
            .Unary<Order, Receipt>("Place", (order, _) => pharmacy.PlaceAsync(order)));
    }

    private async Task<Receipt> PlaceAsync(Order order)
    {
        orders.Execute(order.Id);
        await orders.Answering;
        return Receipt();
    }

    private Receipt Receipt() => new() { Site = site };
}
