using System.Collections;

namespace PSSocketStats.Parameters;

/// <summary>What is to be completed, and what is known about it.</summary>
/// <param name="Parameter">The parameter, without its dash.</param>
/// <param name="Bound">What the command line says already, as far as the shell understands an unfinished line: values by parameter.</param>
/// <param name="Late">Cancelled when somebody would begin to wait: what was found until then is the answer.</param>
internal sealed record CompletionRequest(string Parameter, IDictionary Bound, CancellationToken Late);
