using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PSSocketStats.Parameters;

/// <summary>Completes an argument with what there is at this moment. It is quick, if need be at the price of leaving something out, and silent: a menu is no place for errors.</summary>
internal abstract class LiveCompleter : IArgumentCompleter
{
    // What takes longer to find is left out.
    private const int PatienceMilliseconds = 60;
    private const int MostResults = 250;

    private static int _patienceMilliseconds = 5 * PatienceMilliseconds; // the first time, when code is compiled as well

    /// <summary>The shell's question. An empty answer also keeps the shell from offering file names.</summary>
    /// <param name="commandName">Not looked at: the cmdlets share their parameters.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What was typed of this value.</param>
    /// <param name="commandAst">Not looked at.</param>
    /// <param name="fakeBoundParameters">What the line says already.</param>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using var late = new CancellationTokenSource(Interlocked.Exchange(ref _patienceMilliseconds, PatienceMilliseconds));
        try
        {
            var typed = new TypedWord(ShellWord.Read(wordToComplete ?? ""));
            return [.. Candidates(new(parameterName, fakeBoundParameters, late.Token))
                .Where(candidate => candidate.Value != "" && (typed.Matches(candidate.Value) || typed.Matches(Argument(candidate.Value))))
                .Take(MostResults)
                .Select(Result)];
        }
        catch (Exception) { return []; }
    }

    /// <summary>What could be meant, most likely first.</summary>
    protected abstract IEnumerable<Candidate> Candidates(CompletionRequest request);

    /// <summary>The argument that means a value.</summary>
    protected virtual string Argument(string value) => value;

    /// <summary>Names come from other programs; the core made them harmless.</summary>
    private CompletionResult Result(Candidate candidate)
    {
        string tooltip = candidate.Tooltip();
        return new(ShellWord.Write(Argument(candidate.Value)), candidate.Label, CompletionResultType.ParameterValue, tooltip == "" ? candidate.Label : tooltip);
    }
}
