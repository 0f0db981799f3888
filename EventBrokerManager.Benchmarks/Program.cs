using EventBrokerManager.Benchmarks;
using EventBrokerManager.Benchmarks.Scenarios;
using EventBrokerManager.Benchmarks.Subjects;

if (args is ["bare"])
{
    await BareLoop.RunAsync();
    return 0;
}

if (RunOptions.Parse(args, out var problem) is not { } options)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(RunOptions.Usage);
    return 2;
}

await Suite.RunAsync(options);
return 0;
