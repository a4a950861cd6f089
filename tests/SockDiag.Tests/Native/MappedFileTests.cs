using SockDiag.Native;

namespace SockDiag.Tests.Native;

public class MappedFileTests
{
    /// <summary>The kernel's files say that they are a page long, and most cannot be mapped.</summary>
    [Fact]
    public void AFileThatCannotBeMappedIsRead()
    {
        using var file = MappedFile.Open("/sys/class/net/lo/addr_len");
        Assert.Equal("6\n", System.Text.Encoding.ASCII.GetString(file.Bytes));
    }

    [Fact]
    public void AFileThatCanBeMappedHasItsBytes()
    {
        string path = typeof(MappedFileTests).Assembly.Location;
        using var file = MappedFile.Open(path);
        Assert.Equal(File.ReadAllBytes(path), file.Bytes);
    }

    [Fact]
    public void AFileThatIsNotThereSaysWhy()
    {
        using var file = MappedFile.Open("/proc/no such file");
        Assert.Equal((false, Errno.ENOENT), (file.IsOpen, file.Errno));
    }
}
