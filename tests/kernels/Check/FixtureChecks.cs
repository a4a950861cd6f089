namespace SockDiag.KernelChecks;

internal static class FixtureChecks
{
    public static void Run(Judge judge, Kernel kernel, Fixture fixture)
    {
        judge.That("the sockets of every family that this kernel has are open", () =>
        {
            IEnumerable<string> wrong = fixture.Failures
                .Concat(fixture.Made.Where(family => !kernel.Opens(family)).Select(family => $"{family} was made, and should lack"))
                .Concat(fixture.Lacks.Where(lack => !lack.Key.Contains('-') && lack.Key != "tls" && kernel.Opens(lack.Key)).Select(lack => $"{lack.Key} lacks ({lack.Value})"));
            return fixture.Made.Count == 0 ? "none was made" : wrong.Any() ? string.Join("; ", wrong) : null;
        });
    }
}
