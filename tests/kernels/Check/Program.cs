// What is held to be true of the running kernel, in a guest where hold-families has opened its sockets.
// Says of each judgement "passed: NAME", "failed: NAME: why" or "skipped: NAME: why" on a line of its own.
using SockDiag.KernelChecks;

var judge = new Judge();
Kernel kernel = Kernel.Running;
Fixture fixture = Fixture.Read("/tmp/families");
Console.WriteLine($"Linux {kernel.Release}");

FixtureChecks.Run(judge, kernel, fixture);
RowChecks.Run(judge, kernel);
StateChecks.Run(judge, kernel, fixture);
AssociationChecks.Run(judge, fixture);
if (kernel.Lists(SockDiag.SocketProtocol.Dccp)) DccpChecks.Run(judge, kernel, fixture);
VsockChecks.Run(judge, kernel, fixture);
XdpChecks.Run(judge, kernel, fixture);
TipcChecks.Run(judge, fixture);
if (kernel.Lists(SockDiag.SocketProtocol.Smc)) SmcChecks.Run(judge, fixture);
TcpInfoChecks.Run(judge, kernel);
FilterChecks.Run(judge, kernel);
OwnerChecks.Run(judge);
return judge.Failed ? 1 : 0;
