using System.Management.Automation;

/// <summary>What the shell's own part of an import and a call is measured by.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothing : PSCmdlet;
