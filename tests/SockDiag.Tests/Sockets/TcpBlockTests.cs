using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using SockDiag.Families;
using SockDiag.Families.Inet;
using SockDiag.Tests.Wire;

namespace SockDiag.Tests.Sockets;

/// <summary>What comes beside tcp_info: blocks of the congestion control, of the protocol above, and of memory.</summary>
public class TcpBlockTests
{
    private const string Key = "the key in clear";

    [Fact]
    public void TheCongestionControlIsNamed() => Assert.Equal("cubic", With(NetlinkBytes.Attribute(TcpInfoBytes.CongestionControl, "cubic\0"u8)).CongestionControl);

    [Fact]
    public void ConnectionsOfOneListingShareTheNamesInstance()
    {
        var listing = new RecordReading(new Origin());
        string?[] names = [.. ((string[])["cubic", "reno", "cubic"]).Select(name => TcpInfoBytes.Read(
            new InetAnswer { Attributes = [.. NetlinkBytes.Attribute(TcpInfoBytes.Info, TcpInfoBytes.Pattern), .. NetlinkBytes.Attribute(TcpInfoBytes.CongestionControl, Encoding.UTF8.GetBytes(name + '\0'))] },
            listing)!.CongestionControl)];

        Assert.Equal(["cubic", "reno", "cubic"], names);
        Assert.Same(names[0], names[2]);
    }

    [Fact]
    public void WithoutBlocksTheyAreNull()
    {
        TcpInfo info = With();
        Assert.Equal((null, null, null, null, null, null), (info.CongestionControl, info.Bbr, info.Vegas, info.Dctcp, info.Ulp, info.Memory));
    }

    [Fact]
    public void BbrInItsUnits() => Assert.Equal(
        """
        BandwidthBitsPerSecond: 34359738384
        MinimumRttMilliseconds: 12.345
        PacingGain: 2.88671875
        CongestionWindowGain: 0.5
        """,
        Text(With(Bbr("02000000 01000000 39300000 e3020000 80000000")).Bbr!)); // 2^32 + 2 bytes a second

    [Fact]
    public void BbrBeforeItsFirstSampleHasNoRoundTripTime() => Assert.Null(With(Bbr("00000000 00000000 ffffffff 00000000 00000000")).Bbr!.MinimumRttMilliseconds);

    [Fact]
    public void VegasInItsUnits() => Assert.Equal(
        """
        IsEnabled: True
        RttCount: 7
        RttMilliseconds: 20.5
        MinimumRttMilliseconds: 0.001
        """,
        Text(With(Attribute(TcpInfoBytes.Vegas, "01000000 07000000 14500000 01000000")).Vegas!));

    [Theory]
    [InlineData("00000000")]
    [InlineData("ffffff7f")]
    public void VegasBeforeItsFirstSampleHasNoRoundTripTimes(string none)
    {
        TcpVegas vegas = With(Attribute(TcpInfoBytes.Vegas, $"00000000 00000000 {none} {none}")).Vegas!;
        Assert.Equal((false, null, null), (vegas.IsEnabled, vegas.RttMilliseconds, vegas.MinimumRttMilliseconds));
    }

    [Fact]
    public void DctcpInItsUnits() => Assert.Equal(
        """
        IsEnabled: True
        IsCongestionSeen: True
        Alpha: 0.25
        MarkedBytes: 4294967295
        AcknowledgedBytes: 1000
        """,
        Text(With(Attribute(TcpInfoBytes.Dctcp, "0100 0100 00010000 ffffffff e8030000")).Dctcp!));

    [Fact]
    public void DctcpThatFellBackSaysSo() => Assert.False(With(Attribute(TcpInfoBytes.Dctcp, "0000 0000 00000000 00000000 00000000")).Dctcp!.IsEnabled);

    /// <summary>A later kernel's.</summary>
    [Fact]
    public void ALongerBlockIsReadAsFarAsItIsKnown() => Assert.Equal(16, With(Bbr("02000000 00000000 39300000 e3020000 80000000 ffffffff")).Bbr!.BandwidthBitsPerSecond);

    [Fact]
    public void MemoryIsTheKernelsNumbers() => Assert.Equal(
        """
        ReceiveAllocated: 1
        ReceiveBuffer: 2
        TransmitAllocated: 3
        SendBuffer: 4
        ForwardAllocated: 5
        WriteQueued: 6
        OptionMemory: 7
        Backlog: 8
        Drops: 9
        """,
        Text(With(Attribute(TcpInfoBytes.Memory, "01000000 02000000 03000000 04000000 05000000 06000000 07000000 08000000 09000000")).Memory!));

    [Fact]
    public void TlsOnTop()
    {
        TcpUpperLayer ulp = Ulp("0800 0100 746c7300" /* tls */ + "2c00 0200" + "0600 0100 04030000 0600 0200 34000000 0600 0300 02000000 0600 0400 03000000 0400 0500 0400 0600" /* 40 */);
        Assert.Equal(("tls", null), (ulp.Name, ulp.Mptcp));
        Assert.Equal(
            """
            Version: TLS 1.3
            Cipher: AES-GCM-256
            Transmit: Software
            Receive: Hardware
            HasZeroCopySend: True
            ExpectsNoPadding: True
            MaximumPayloadBytes: -
            """,
            Text(ulp.Tls!));
    }

    [Fact]
    public void TlsThatSaysLittle() => Assert.Equal(
        """
        Version: TLS 1.2
        Cipher: -
        Transmit: HardwareRecord
        Receive: Base
        HasZeroCopySend: False
        ExpectsNoPadding: False
        MaximumPayloadBytes: 16384
        """,
        Text(Ulp("2400 0200" + "0600 0100 03030000 0600 0300 04000000 0600 0400 01000000 0600 0700 00400000").Tls!));

    [Theory]
    [InlineData("3300", "AES-GCM-128")]
    [InlineData("3400", "AES-GCM-256")]
    [InlineData("3500", "AES-CCM-128")]
    [InlineData("3600", "CHACHA20-POLY1305")]
    [InlineData("3700", "SM4-GCM")]
    [InlineData("3800", "SM4-CCM")]
    [InlineData("3900", "ARIA-GCM-128")]
    [InlineData("3a00", "ARIA-GCM-256")]
    [InlineData("e703", "999")]
    public void ACipherHasItsNameWhereItIsKnown(string number, string name) => Assert.Equal(name, Ulp($"0c00 0200 0600 0200 {number} 0000").Tls!.Cipher);

    [Fact]
    public void AnUnknownVersionOfTlsIsANumber() => Assert.Equal("0x0305", Ulp("0c00 0200 0600 0100 0503 0000").Tls!.Version);

    [Fact]
    public void MptcpOnTop()
    {
        TcpUpperLayer ulp = Ulp("0a00 0100 6d70746370 00 0000" /* mptcp */ + "5800 0380" /* marked as a nest */ +
            "0800 0100 78563412 0800 0200 f0debc9a 0800 0300 01000000 0c00 0400 0807060504030201 0800 0500 02000000 0800 0600 03000000 0600 0700 a0050000 0800 0800 c3010000 0500 0900 04000000 0500 0a00 05000000");
        Assert.Equal(("mptcp", null), (ulp.Name, ulp.Tls));
        Assert.Equal(
            """
            RemoteToken: 305419896
            LocalToken: 2596069104
            RemoteId: 4
            LocalId: 5
            Flags: CapableRemote, CapableLocal, FullyEstablished, Connected, MappingValid
            RelativeWriteSequence: 1
            MapSequence: 72623859790382856
            MapSubflowSequence: 2
            SubflowSequenceOffset: 3
            MapLength: 1440
            """,
            Text(ulp.Mptcp!));
    }

    [Fact]
    public void MptcpWithoutThePrivilegeHasNoSequenceNumbers()
    {
        MptcpSubflow subflow = Ulp("2c00 0300 0800 0100 78563412 0800 0200 f0debc9a 0800 0800 3c000000 0500 0900 00000000 0500 0a00 00000000").Mptcp!;
        Assert.Equal(
            (MptcpSubflowFlags.JoinRemote | MptcpSubflowFlags.JoinLocal | MptcpSubflowFlags.BackupRemote | MptcpSubflowFlags.BackupLocal, null, null, null, null, null),
            (subflow.Flags, subflow.RelativeWriteSequence, subflow.MapSequence, subflow.MapSubflowSequence, subflow.SubflowSequenceOffset, subflow.MapLength));
    }

    [Fact]
    public void AnUnknownProtocolOnTopHasItsName()
    {
        TcpUpperLayer ulp = Ulp("0900 0100 736d633200 000000" + "0800 0900 ffffffff");
        Assert.Equal(("smc2", null, null), (ulp.Name, ulp.Tls, ulp.Mptcp));
    }

    [Fact]
    public void NamesThatDriveATerminalAreEscaped()
    {
        Assert.Equal(@"cu\x1b[31m\xe2\x80\xae", With(NetlinkBytes.Attribute(TcpInfoBytes.CongestionControl, "cu\e[31m\u202e\0"u8)).CongestionControl);
        Assert.Equal((@"s\x1bmc", @"s\x1bmc"), (Ulp("0900 0100 731b6d6300 000000").Name, $"{Ulp("0900 0100 731b6d6300 000000")}"));
    }

    /// <summary>Offsets count from the answer's first byte: 72 of the record, 284 of tcp_info, then a header of 4.</summary>
    [Theory]
    [InlineData(TcpInfoBytes.Bbr, "02000000 00000000 39300000 e3020000", 356, "attribute 16 has 16 bytes, 20 are expected")]
    [InlineData(TcpInfoBytes.Vegas, "01000000", 356, "attribute 3 has 4 bytes, 16 are expected")]
    [InlineData(TcpInfoBytes.Dctcp, "0100", 356, "attribute 9 has 2 bytes, 16 are expected")]
    [InlineData(TcpInfoBytes.UpperLayer, "0c00 0100 746c7300", 360, "attribute 1 says that it has 12 bytes, 8 are left")]
    [InlineData(TcpInfoBytes.UpperLayer, "0800 0100 746c7300 0300 0200", 368, "attribute 2 says that it has 3 bytes")]
    [InlineData(TcpInfoBytes.UpperLayer, "0c00 0200 ff00 0100 03030000", 364, "attribute 1 says that it has 255 bytes, 8 are left")]
    [InlineData(TcpInfoBytes.UpperLayer, "1400 0200 0600 0100 03030000 0500 0200 34000000", 372, "attribute 2 has 1 bytes, 2 are expected")]
    [InlineData(TcpInfoBytes.UpperLayer, "0c00 0300 0600 0100 78560000", 364, "attribute 1 has 2 bytes, 4 are expected")]
    [InlineData(TcpInfoBytes.UpperLayer, "1400 0300 0800 0100 78563412 0900 0200 f0debc9a", 372, "attribute 2 says that it has 9 bytes, 8 are left")]
    public void DamageIsToldWithItsPlace(ushort attribute, string bytes, long offset, string problem)
    {
        MalformedMessageException damage = Assert.Throws<MalformedMessageException>(() => With(Attribute(attribute, bytes)));
        Assert.Equal((offset, true), (damage.Offset, damage.Problem.Contains(problem)));
    }

    [Fact]
    public void TheSecretOfASignatureIsNeverRead()
    {
        byte[] secret = [2, 32, .. BitConverter.GetBytes((ushort)Key.Length), .. new byte[16], .. Encoding.ASCII.GetBytes(Key), .. new byte[80 - Key.Length]];
        TcpInfo info = With(NetlinkBytes.Attribute(TcpInfoBytes.CongestionControl, "reno\0"u8), NetlinkBytes.Attribute(TcpInfoBytes.Md5Signature, secret));
        Assert.Equal(("reno", false), (info.CongestionControl, Text(info).Contains(Key)));
        Assert.DoesNotContain(Key, Latin1Memory(info), StringComparison.Ordinal);
    }

    private static TcpInfo With(params byte[][] attributes) => TcpInfoBytes.Read(TcpInfoBytes.Pattern.AsSpan(0, 280), attributes: attributes);

    private static TcpUpperLayer Ulp(string nest) => With(Attribute(TcpInfoBytes.UpperLayer, nest)).Ulp!;

    private static byte[] Bbr(string digits) => Attribute(TcpInfoBytes.Bbr, digits);

    private static byte[] Attribute(ushort type, string digits) => NetlinkBytes.Attribute(type, Hex.Bytes(digits));

    /// <summary>Every public property, a line each.</summary>
    private static string Text(object block) => string.Join('\n', block.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name}: {property.GetValue(block) ?? "-"}")));

    /// <summary>What the object and all that it refers to keep, as characters.</summary>
    private static string Latin1Memory(object root)
    {
        var memory = new StringBuilder();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var next = new Stack<object>([root]);
        while (next.TryPop(out object? value))
        {
            if (!seen.Add(value) || value is Type or Delegate or Pointer) continue;
            if (value is string text) memory.Append(text);
            else if (value is TcpInfoBlock block) memory.Append(string.Concat(Enumerable.Range(0, block.Length).Select(i => (char)block.Byte(i)!)));
            else if (value is IEnumerable and Array array) foreach (object? item in array) { if (item is not null) next.Push(item); }
            else if (!value.GetType().IsPrimitive && !value.GetType().IsEnum)
            {
                for (Type? type = value.GetType(); type is not null; type = type.BaseType)
                {
                    foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (!field.FieldType.IsPointer && !field.FieldType.IsByRefLike && field.GetValue(value) is object inner) next.Push(inner);
                    }
                }
            }
        }
        return memory.ToString();
    }
}
