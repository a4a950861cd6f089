using System.Net;

namespace SockDiag.KernelChecks;

/// <summary>SCTP's endpoints and associations are those that the fixture made.</summary>
internal static class AssociationChecks
{
    public static void Run(Judge judge, Fixture fixture)
    {
        judge.That("an association has all addresses of both ends", () => Rows("sctp addresses") is [{ IsAssociation: false }, { AssociationState: SctpAssociationState.Established } association]
            ? Is($"{association.LocalAddresses} - {association.RemoteAddresses} by {association.PrimaryAddress}", "127.0.0.1 127.0.0.3 - 127.0.0.1 127.0.0.2 by 127.0.0.1") : "it is not beside its endpoint");

        judge.That("a socket of several addresses is found by each, at both ends", () => Is(
            $"{Found(EndpointSide.Local, "127.0.0.2")} {Found(EndpointSide.Local, "127.0.0.3")} {Found(EndpointSide.Remote, "127.0.0.2")} {Found(EndpointSide.Remote, "127.0.0.3")} {Found(EndpointSide.Remote, "127.0.0.4")}", "2 2 1 1 0"));

        judge.That("a connection that waits for accept() stands with its listener", () => Rows("sctp waiting") is [{ State: SocketState.Listen, AcceptQueue: 1, AcceptQueueLimit: 4 }, { IsAssociation: true, RemotePort: 5035 }] ? null : "it does not");

        judge.That("one that closes before all is acknowledged is ShutdownPending, which is FinWait1, and its timer runs", () =>
            Rows("sctp closing") is [{ State: SocketState.CloseWait, SendQueue: null }, { AssociationState: SctpAssociationState.ShutdownPending, State: SocketState.FinWait1, Timer: SocketTimer.Retransmit, SendQueue: > 0 }] ? null : "it is not");

        judge.That("a socket of many associations says so, its association is established", () =>
            Rows("sctp one-to-many") is [{ Style: SctpSocketStyle.OneToMany, State: SocketState.Listen, ReceiveQueue: null }, { AssociationState: SctpAssociationState.Established, Style: null }] ? null : "it does not");

        judge.That("what is unread is in the association's queue, and counted", () =>
            Rows("sctp unread") is [{ Style: SctpSocketStyle.OneToOne, OrderedChunksReceived: null }, { ReceiveQueue: > 5, OrderedChunksReceived: 1, InboundStreams: 10, PrimaryState: SctpPathState.Active }] ? null : "it is not");

        judge.That("an IPv6 association has the local address that its peer knows it by", () =>
            Is(string.Join(' ', SocketTable.Read(new SocketQuery(SocketProtocol.Sctp)).OfType<SctpSocket>().Where(row => row is { IsAssociation: true, AddressFamily: SocketAddressFamily.IPv6 }).Select(row => row.LocalAddress)), "::1 ::1"));

        SctpSocket[] Rows(string label) => [.. SocketTable.Read(new SocketQuery(SocketProtocol.Sctp)).OfType<SctpSocket>().Where(row => row.Inode == fixture.Inodes[label]).OrderBy(row => row.IsAssociation)];
    }

    private static int Found(EndpointSide side, string address) =>
        SocketTable.Read(new SocketQuery(SocketProtocol.Sctp) { Filter = new SocketFilter.Address(side, new AddressSet(new AddressPrefix(IPAddress.Parse(address), 32))) }).Count();

    private static string? Is(string found, string wanted) => found == wanted ? null : $"it is {found}";
}
