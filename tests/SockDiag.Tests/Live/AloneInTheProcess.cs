namespace SockDiag.Tests.Live;

/// <summary>Tests that count what the process has as a whole (threads, descriptors), or change it: no other test runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
