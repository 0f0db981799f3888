namespace EventBrokerManager.Landscape.Demo;

/// <summary>The company of the demo landscape: a bicycle shop, its warehouse, its invoices.</summary>
internal static class DemoCompany
{
    public const string Name = "Acme";
    public const string Region = "eu-central-1";

    /// <summary>The id of the demo person who looks after all apps; there in Development.</summary>
    public const string TechnicalContact = "demo-tess";

    public static readonly IReadOnlyList<string> Apps = ["Webshop", "Warehouse", "Billing"];

    /// <summary>Each app has an environment of this name in the space of this name.</summary>
    public static readonly IReadOnlyList<string> Spaces = ["Acceptance", "Production"];

    private static readonly DemoAttribute Order = new("orderNumber", "String", o => o.Number);
    private static readonly DemoAttribute Customer = new("customerNumber", "String", o => o.Customer);
    private static readonly DemoAttribute Article = new("articleNumber", "String", o => o.Sku);
    private static readonly DemoAttribute Quantity = new("quantity", "Integer", o => o.Quantity);
    private static readonly DemoAttribute Amount = new("amount", "Decimal", o => o.Total);
    private static readonly DemoAttribute Currency = new("currency", "String", _ => "EUR");
    private static readonly DemoAttribute Invoice = new("invoiceNumber", "String", o => o.Invoice);

    public static readonly IReadOnlyList<DemoService> Services =
    [
        new("Orders", "1.4", "Webshop",
            new DemoEvent("OrderPlaced", 4, o => o.Number,
                Order, Customer, Article, new("article", "String", o => o.Article), Quantity, Amount, Currency,
                new("placedAt", "DateTime", o => Time(o.Placed))),
            new DemoEvent("OrderShipped", 3, o => o.Number,
                Order, new("carrier", "String", o => o.Carrier), new("trackingNumber", "String", o => $"{o.Carrier}-{o.Number[3..]}"),
                new("city", "String", o => o.City)),
            new DemoEvent("OrderCancelled", 1, o => o.Number,
                Order, Customer, new("reason", "String", _ => "changed-mind"))),
        new("Customers", "1.0", "Webshop",
            new DemoEvent("CustomerRegistered", 1, o => o.Customer,
                Customer, new("email", "String", o => o.Email), new("city", "String", o => o.City),
                new("newsletter", "Boolean", o => o.Quantity > 1))),
        new("Warehouse", "2.0", "Warehouse",
            new DemoEvent("StockChanged", 3, o => o.Sku,
                Article, new("change", "Integer", o => -o.Quantity), new("inStock", "Integer", o => o.Stock)),
            new DemoEvent("ParcelPacked", 2, o => o.Number,
                Order, Article, Quantity, new("weightInGrams", "Integer", o => 400 + (o.Quantity * 850)))),
        new("Billing", "1.1", "Billing",
            new DemoEvent("InvoiceIssued", 1, o => o.Invoice,
                Invoice, Order, Customer, Amount, Currency, new("dueOn", "Date", o => o.Placed.AddDays(14).ToString("yyyy-MM-dd"))),
            new DemoEvent("PaymentReceived", 1, o => o.Invoice,
                Invoice, Amount, Currency, new("method", "String", o => o.Quantity > 2 ? "transfer" : "card"))),
    ];

    /// <summary>A time as RFC 3339 writes it, as CloudEvents wants it.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
