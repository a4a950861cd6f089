using System.Net;

namespace SockDiag.Tests.Live;

/// <summary>The kernel's sockets with the owners that a recorded /proc tells.</summary>
public class RecordedProcTests
{
    [Fact]
    public void TheOwnersAreThoseOfTheFolder() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(4321, "recorded", "/dev/null", ProcFolder.Link(listener));
        Assert.Equal("recorded(4321,4)", Listed(listener, proc).Row.Owners.ToString());
    });

    [Fact]
    public void OwnersComeByProcessIdThenDescriptorWithProcess1Last() => With(listener =>
    {
        string link = ProcFolder.Link(listener);
        using ProcFolder proc = ProcFolder.WithoutProcess1().With(1, "systemd", link).With(900, "late", link).With(80, "early", "pipe:[5]", link, link);
        InetSocket row = Listed(listener, proc).Row;
        Assert.Equal((80, "early", "early(80,4) early(80,5) late(900,3) systemd(1,3)"), (row.ProcessId, row.Process, row.Owners.ToString()));
    });

    [Fact]
    public void AProcessThatEndedBeforeItsNameWasReadHasNone() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, name: null, ProcFolder.Link(listener));
        InetSocket row = Listed(listener, proc).Row;
        Assert.Equal((77, "", OwnerVisibility.Visible), (row.ProcessId, row.Process, row.OwnerVisibility));
    });

    [Theory]
    [InlineData("pipe:[{0}]")]
    [InlineData("socket:{0}")]
    [InlineData("socket:[{0}")]
    [InlineData("socket:[{0}x]")]
    [InlineData("socket:[]")]
    [InlineData("socket:[4294967296{0}]")]
    [InlineData("/socket:[{0}]")]
    [InlineData("anon_inode:[eventpoll]")]
    public void ALinkThatIsNoSocketIsNoOwner(string link) => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "other", string.Format(link, listener.Inode));
        Assert.Equal(OwnerVisibility.Unknown, Listed(listener, proc).Row.OwnerVisibility);
    });

    [Fact]
    public void WhatNobodyHoldsIsUnknownWhereAllIsSeen() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "other");
        (InetSocket row, int hidden, int unreadable) = Listed(listener, proc);
        Assert.Equal((OwnerVisibility.Unknown, null, 0, 0), (row.OwnerVisibility, row.ProcessId, hidden, unreadable));
    });

    [Fact]
    public void WhatNobodyHoldsIsHiddenWhereADescriptorFolderIsUnreadable() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "locked").Locked(77);
        OrdinaryUser.Run(() =>
        {
            (InetSocket row, int hidden, int unreadable) = Listed(listener, proc);
            Assert.Equal((OwnerVisibility.Hidden, null, 1, 1), (row.OwnerVisibility, row.ProcessId, hidden, unreadable));
        });
    });

    [Fact]
    public void WhatSomebodyHoldsIsVisibleThoughAnotherFolderIsUnreadable() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "locked").With(78, "open", ProcFolder.Link(listener)).Locked(77);
        OrdinaryUser.Run(() =>
        {
            (InetSocket row, int hidden, int unreadable) = Listed(listener, proc);
            Assert.Equal((OwnerVisibility.Visible, 78, 0, 1), (row.OwnerVisibility, row.ProcessId, hidden, unreadable));
        });
    });

    [Fact]
    public void WhatNobodyHoldsIsHiddenInAContainersProcessNamespace() => With(listener =>
    {
        using ProcFolder proc = new ProcFolder().InNamespace("pid:[4026532999]").With(1, "entrypoint");
        (InetSocket row, int hidden, int unreadable) = Listed(listener, proc);
        Assert.Equal((OwnerVisibility.Hidden, 1, 0), (row.OwnerVisibility, hidden, unreadable));
    });

    [Fact]
    public void WhatNobodyHoldsIsHiddenWhereProcess1IsNotSeen() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.WithoutProcess1().With(77, "mine");
        (InetSocket row, int hidden, int unreadable) = Listed(listener, proc);
        Assert.Equal((OwnerVisibility.Hidden, 1, 0), (row.OwnerVisibility, hidden, unreadable));
    });

    [Fact]
    public void WhatNobodyHoldsIsHiddenWhereTheNamespaceIsNotTold() => With(listener =>
    {
        using ProcFolder proc = new ProcFolder().With(1, "init");
        Assert.Equal(OwnerVisibility.Hidden, Listed(listener, proc).Row.OwnerVisibility);
    });

    [Fact]
    public void EveryOwnerIsHiddenWhereThereIsNoProc() => With(listener =>
    {
        using ProcFolder proc = new();
        Assert.Equal(OwnerVisibility.Hidden, Listed(listener, proc.Root + "/none").Row.OwnerVisibility);
    });

    /// <summary>More than one thread reads them.</summary>
    [Fact]
    public void TheOwnersOfManyProcessesAreAllFound() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine();
        int[] ids = [.. Enumerable.Range(100, 300)];
        foreach (int id in ids) proc.With(id, $"worker{id}", ProcFolder.Link(listener));
        Assert.Equal(string.Join(' ', ids.Select(id => $"worker{id}({id},3)")), Listed(listener, proc).Row.Owners.ToString());
    });

    [Fact]
    public void AskedForOneProcessNoOtherIsLookedInto() => With(listener =>
    {
        string link = ProcFolder.Link(listener);
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "asked", link).With(78, "other", link).With(79, "locked").Locked(79);
        OrdinaryUser.Run(() =>
        {
            (InetSocket row, int hidden, int unreadable) = Listed(listener, proc, 77);
            Assert.Equal(("asked(77,3)", 0, 0), (row.Owners.ToString(), hidden, unreadable));
        });
    });

    [Fact]
    public void AskedForAProcessThatIsUnreadableItIsToldHowMuchWasLeftOut() => With(listener =>
    {
        using ProcFolder proc = ProcFolder.OfMachine().With(77, "locked").Locked(77);
        OrdinaryUser.Run(() =>
        {
            using var listing = new SocketListing(Query(listener, proc.Root, 77), TestContext.Current.CancellationToken);
            Assert.Empty(listing.Read(SocketProtocol.Tcp));
            listing.Complete();
            Assert.Equal((1, 1), (listing.HiddenOwners, listing.UnreadableProcesses));
        });
    });

    private static void With(Action<NativeSocket> judge) => OwnNamespace.InsideOrOnLoopback(() =>
    {
        using NativeSocket listener = NativeSocket.Listening(new(IPAddress.Loopback, 0));
        judge(listener);
    });

    private static SocketQuery Query(NativeSocket listener, string root, params int[] processIds) => new(SocketProtocol.Tcp)
    {
        Filter = Rows.LocalPort(listener.Port),
        ProcRoot = root,
        ProcessIds = processIds is [] ? null : processIds,
    };

    private static (InetSocket Row, int HiddenOwners, int UnreadableProcesses) Listed(NativeSocket listener, ProcFolder proc, params int[] processIds) =>
        Listed(listener, proc.Root, processIds);

    private static (InetSocket Row, int HiddenOwners, int UnreadableProcesses) Listed(NativeSocket listener, string root, params int[] processIds)
    {
        using var listing = new SocketListing(Query(listener, root, processIds), TestContext.Current.CancellationToken);
        var row = (InetSocket)Assert.Single(listing.Read(SocketProtocol.Tcp));
        listing.Complete();
        return (row, listing.HiddenOwners, listing.UnreadableProcesses);
    }
}
