using System.Diagnostics;
using System.Runtime.InteropServices;
using SockDiag.Owners.Bpf;

namespace SockDiag.Tests.Owners;

/// <summary>The kernel's types are not trusted either: whatever stands there, the answer is a place, a refusal, or that it is not understood.</summary>
public class KernelTypesTests
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(20); // against what does not end

    [Fact]
    public void AMemberOfAnAnonymousUnionCountsAsTheOuterOnes()
    {
        byte[] types = new TypeBytes()
            .With(TypeKind.Union, "", ("f_inode", 4, 0), ("other", 4, 64))
            .With(TypeKind.Struct, "", ("before", 4, 0), ("", 1, 32))
            .With(TypeKind.Struct, "file", ("f_op", 4, 0), ("", 2, 128))
            .With(TypeKind.Struct, "nothing").ToArray();
        Assert.Equal((0, 16, 20, 28), (Offset(types, "f_op"), Offset(types, "before"), Offset(types, "f_inode"), Offset(types, "other")));
        Assert.Throws<IteratorRefusedException>(() => Offset(types, "f_nothing"));
    }

    [Fact]
    public void AnAnonymousMemberThatIsItsOwnStructIsNotUnderstood() => NotUnderstood(new TypeBytes()
        .With(TypeKind.Struct, "file", ("f_op", 1, 0), ("", 1, 64)).ToArray());

    [Fact]
    public void AnonymousMembersThatAreEachOthersAreNotUnderstood() => NotUnderstood(new TypeBytes()
        .With(TypeKind.Struct, "file", ("", 2, 0))
        .With(TypeKind.Union, "", ("", 3, 0))
        .With(TypeKind.Struct, "", ("", 2, 0)).ToArray());

    /// <summary>Each has two of the next: 2 to the power of 40 ways lead to the last.</summary>
    [Fact]
    public void AnonymousMembersThatBranchAreNotUnderstood()
    {
        var types = new TypeBytes().With(TypeKind.Struct, "file", ("", 2, 0), ("", 2, 64));
        for (int id = 2; id < 42; id++) types.With(TypeKind.Union, "", ("", id + 1, 0), ("", id + 1, 64));
        NotUnderstood(types.With(TypeKind.Struct, "").ToArray());
    }

    [Fact]
    public void ManyAnonymousMembersOfManyAreNotUnderstood()
    {
        (string, int, int)[] members = [.. Enumerable.Repeat(("", 1, 0), 65_535)];
        NotUnderstood(new TypeBytes().With(TypeKind.Struct, "file", members).ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void AnAnonymousMemberOfATypeThatIsNotThereIsNotUnderstood(int type) =>
        NotUnderstood(new TypeBytes().With(TypeKind.Struct, "file", ("", type, 0)).ToArray());

    /// <summary>A member of an array or an enum would be read where their own bytes stand.</summary>
    [Fact]
    public void WhatIsNoStructHasNoMembers() => Assert.Throws<IteratorRefusedException>(() => Offset(new TypeBytes()
        .With(TypeKind.Struct, "file", ("", 2, 0))
        .With(TypeKind.Enum, "", ("f_inode", 0, 0)).ToArray()));

    [Theory]
    [InlineData(-8)]
    [InlineData(int.MinValue)]
    [InlineData(32_768 * 8)]
    [InlineData(int.MaxValue)]
    public void APlaceThatNoInstructionReachesIsNotUnderstood(int bits) =>
        NotUnderstood(new TypeBytes().With(TypeKind.Struct, "file", ("f_inode", 1, bits)).ToArray());

    /// <summary>From the outer and the inner one together, which must not become a small number.</summary>
    [Fact]
    public void PlacesThatAddUpToTooMuchAreNotUnderstood() => NotUnderstood(new TypeBytes()
        .With(TypeKind.Struct, "file", ("", 2, int.MaxValue))
        .With(TypeKind.Struct, "", ("", 3, int.MaxValue))
        .With(TypeKind.Struct, "", ("f_inode", 1, 2)).ToArray());

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public void AHeaderThatPointsOutOfTheFileIsNotUnderstood(int field) => Assert.All([-1, int.MinValue, int.MaxValue, 1_000_000], value =>
    {
        byte[] types = new TypeBytes().With(TypeKind.Struct, "file", ("f_inode", 1, 0)).ToArray();
        MemoryMarshal.Write(types.AsSpan(field), in value);
        NotUnderstood(types);
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(1000)]
    public void ANameThatIsNotAmongTheNamesIsNotUnderstood(int place)
    {
        const int firstType = 24;
        byte[] types = new TypeBytes().With(TypeKind.Struct, "file", ("f_inode", 1, 0)).ToArray();
        MemoryMarshal.Write(types.AsSpan(firstType), in place);
        NotUnderstood(types);
    }

    /// <summary>Random bytes at random places in what is like a kernel's, and it cut at random: always the same numbers, so a failure comes again.</summary>
    [Fact]
    public void DamageIsRefusedOrNotUnderstoodAndNeverAnythingElse()
    {
        byte[] whole = LikeAKernels();
        Assert.NotEmpty(SocketFileProgram.For(new KernelTypes(whole)).Instructions);
        var random = new Random(15);
        var watch = Stopwatch.StartNew();
        int made = 0, refused = 0, damaged = 0;
        for (int turn = 0; turn < 20_000; turn++)
        {
            byte[] types = turn % 4 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int change = random.Next(1, 6); change > 0 && types.Length > 0; change--) types[random.Next(types.Length)] = (byte)random.Next(256);
            try
            {
                _ = SocketFileProgram.For(new KernelTypes(types));
                made++;
            }
            catch (IteratorRefusedException) { refused++; }
            catch (FormatException) { damaged++; }
            Assert.True(watch.Elapsed < _long, $"It took too long: turn {turn}.");
        }
        Assert.All([made, refused, damaged], count => Assert.NotEqual(0, count)); // else it did not try all
    }

    /// <summary>As the program needs them, with some of the members in structs without names.</summary>
    private static byte[] LikeAKernels() => new TypeBytes()
        .With(TypeKind.Struct, "nothing")
        .With(TypeKind.Union, "", ("i_sb", 1, 0), ("i_other", 1, 0))
        .With(TypeKind.Struct, "", ("i_ino", 1, 64), ("", 2, 128))
        .With(TypeKind.Struct, "inode", ("i_mode", 1, 0), ("", 3, 64))
        .With(TypeKind.Struct, "file", ("f_inode", 4, 256))
        .With(TypeKind.Struct, "super_block", ("s_magic", 1, 512))
        .With(TypeKind.Struct, "task_struct", ("tgid", 1, 8000), ("pid", 1, 8032), ("group_leader", 7, 8064), ("comm", 1, 16_000))
        .With(TypeKind.Function, "bpf_iter_task_file").ToArray();

    private static void NotUnderstood(byte[] types)
    {
        var watch = Stopwatch.StartNew();
        Assert.Throws<FormatException>(() => Offset(types));
        Assert.True(watch.Elapsed < _long);
    }

    private static int Offset(byte[] types, string member = "f_inode") => new KernelTypes(types).OffsetOf("file", member);
}
