<#
.SYNOPSIS
Imports the module into this new PowerShell, calls Get-Socket, prints what it gives, and names the methods that were compiled meanwhile.
#>
param([Parameter(Mandatory)] [string] $Module)

$ErrorActionPreference = 'Stop'
Add-Type @'
    using System.Collections.Concurrent;
    using System.Diagnostics.Tracing;

    // Hears of each method that the runtime compiles. What was compiled ahead is not among them.
    public class Compiler : EventListener
    {
        private const EventKeywords Jit = (EventKeywords)0x10;

        public static readonly ConcurrentQueue<string> Methods = new();

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(source, EventLevel.Verbose, Jit);
        }

        protected override void OnEventWritten(EventWrittenEventArgs written)
        {
            if (written.EventName.StartsWith("MethodLoadVerbose")) Methods.Enqueue($"{written.Payload[6]}.{written.Payload[7]}");
        }
    }

    public static class Probe { public static void Before() { } public static void Ready() { } public static void Behind() { } }
'@
# Events come later, and in their order.
function Wait-For([string] $method) {
    for ($deadline = [datetime]::UtcNow.AddSeconds(20); [Compiler]::Methods -notcontains $method; ) {
        if ([datetime]::UtcNow -gt $deadline) { throw "Nothing was heard of $method." }
        [Threading.Thread]::Sleep(10)
    }
}

$null = [Compiler]::new()
[Probe]::Before()
Wait-For Probe.Before
Import-Module $Module
# What is made ready beside the import is ready when its thread has ended.
for ($deadline = [datetime]::UtcNow.AddSeconds(20); (Get-Content /proc/self/task/*/comm -ErrorAction Ignore) -like 'SockDiag*'; ) {
    if ([datetime]::UtcNow -gt $deadline) { throw 'The thread beside the import did not end.' }
    [Threading.Thread]::Sleep(10)
}
[Probe]::Ready()
$null = Get-Socket -WarningAction Ignore | Out-String
[Probe]::Behind()
Wait-For Probe.Behind
[Compiler]::Methods
