// dotnet run -c Release --project bench/Micro                     asks which to run
// dotnet run -c Release --project bench/Micro -- --filter '*'     runs all

using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
