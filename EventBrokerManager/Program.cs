return await EventBrokerManager.EventBrokerManagerApp.RunAsync(args);

/// <summary>Named for tests that boot the whole product.</summary>
public partial class Program;
