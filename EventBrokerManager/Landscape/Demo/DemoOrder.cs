namespace EventBrokerManager.Landscape.Demo;

/// <summary>One order of the demo company; all its events tell of one.</summary>
internal sealed record DemoOrder(
    string Number,
    string Customer,
    string Email,
    string City,
    string Article,
    string Sku,
    int Quantity,
    decimal UnitPrice,
    string Carrier,
    int Stock,
    DateTimeOffset Placed)
{
    private static readonly (string Sku, string Name, decimal Price)[] Articles =
    [
        ("BK-4711", "City bicycle 28 inch", 749.00m),
        ("BK-5020", "Cargo bicycle", 2890.00m),
        ("HL-0130", "Helmet, blue", 59.90m),
        ("LT-0042", "Front light 80 lux", 44.50m),
        ("LK-0311", "Folding lock", 79.00m),
        ("TY-2847", "Tyre 47-622", 31.95m),
    ];

    private static readonly (string Name, string City)[] Customers =
    [
        ("amelie.kuhn", "Freiburg"), ("joost.devries", "Utrecht"), ("marta.nowak", "Poznań"), ("luca.ferri", "Forlì"),
        ("ines.oliveira", "Porto"), ("soren.holm", "Århus"), ("chloe.martin", "Nantes"), ("eva.horvath", "Graz"),
    ];

    private static readonly string[] Carriers = ["DHL", "PostNL", "DPD", "GLS"];

    public decimal Total => Quantity * UnitPrice;

    public string Invoice => $"INV-{Number[3..]}";

    public static DemoOrder Next(Random random, int number, DateTimeOffset now)
    {
        var article = Articles[random.Next(Articles.Length)];
        var customer = random.Next(Customers.Length);
        return new DemoOrder(
            $"WS-{number}",
            $"C-{20411 + customer * 37}",
            $"{Customers[customer].Name}@example.com",
            Customers[customer].City,
            article.Name,
            article.Sku,
            random.Next(1, 4),
            article.Price,
            Carriers[random.Next(Carriers.Length)],
            random.Next(3, 120),
            now);
    }
}
