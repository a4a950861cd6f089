namespace SockDiag.KernelChecks;

/// <summary>DCCP's own states, of which <c>ss</c> asks for none behind TCP's.</summary>
internal static class DccpChecks
{
    public static void Run(Judge judge, Kernel kernel, Fixture fixture)
    {
        That("partopen", DccpState.PartOpen, SocketState.Established);
        That("open", DccpState.Open, SocketState.Established);
        That("passive-close", DccpState.PassiveClose, SocketState.CloseWait);
        That("passive-closereq", DccpState.PassiveCloseRequest, SocketState.CloseWait);
        if (kernel.IsSince(6, 8)) That("bound", DccpState.Closed, SocketState.BoundInactive);
        else judge.That("a bound DCCP socket is not listed before 6.8", () => fixture.Find(SocketProtocol.Dccp, "dccp bound") is Socket listed ? $"it is {listed}" : null);

        void That(string label, DccpState state, SocketState meaning) => judge.That($"a DCCP socket in {state} is {meaning}, and found by it", () =>
        {
            var found = fixture.Find(SocketProtocol.Dccp, $"dccp {label}") as DccpSocket;
            bool isFound = SocketTable.Read(new SocketQuery(SocketProtocol.Dccp) { States = meaning }).Any(socket => socket.Inode == fixture.Inodes[$"dccp {label}"]);
            return found?.DccpState == state && found.State == meaning && isFound ? null : $"it is {found?.DccpState}, {found?.State}, {(isFound ? "" : "not ")}found";
        });
    }
}
