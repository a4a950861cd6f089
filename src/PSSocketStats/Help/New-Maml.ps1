#requires -Version 7.4
<#
.SYNOPSIS
Writes the help of a built module, en-US/PSSocketStats.dll-Help.xml, from the XML documentation that the compiler left beside its dlls.
.DESCRIPTION
Every text stands once, in the C# source. Of a cmdlet's class <summary> is the synopsis, <remarks> the description, and each
<example> an example: a title, <code>, an explanation. Of a parameter <summary> is the description; where it is an enum, what
its values mean follows. Types, positions, aliases and defaults are asked of the cmdlets themselves, so this loads the
module: run it in a process of its own. Every text that is missing is named, and then the script fails.
.EXAMPLE
pwsh -NoProfile -File New-Maml.ps1 -Module out/PSSocketStats/0.1.0
#>
[CmdletBinding()]
param(
    # The module's folder.
    [Parameter(Mandatory)] [string] $Module
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Module = (Resolve-Path $Module).Path
$missing = [Collections.Generic.List[string]]::new()

# What is written about each type and member, by its id: T:SockDiag.Socket, P:SockDiag.Socket.State, F:..., M:...
$documentation = @{}
foreach ($file in Get-ChildItem "$Module/bin/*.xml") {
    foreach ($member in ([xml] (Get-Content $file -Raw)).doc.members.member) { $documentation[$member.name] = $member }
}

# ---- XML documentation to text

# One line; a reference is shown by the last part of its name.
function ConvertTo-Text([Xml.XmlNode[]] $Nodes) {
    $words = foreach ($node in $Nodes) {
        if ($node -isnot [Xml.XmlElement]) { $node.Value }
        elseif ($node.IsEmpty) { $node.Attributes[0].Value -replace '^\w:|\(.*' -replace '.*\.' }
        else { ConvertTo-Text $node.ChildNodes }
    }
    -join $words -replace '\s+', ' '
}

# The paragraphs of a <summary>, <remarks> or <example>; without them $What is missing.
function Get-Paragraph([string] $Id, [string] $Section, [string] $What) {
    $node = if ($documentation.ContainsKey($Id)) { $documentation[$Id][$Section] }
    $paragraphs = if ($node) { @($node.SelectNodes('self::node()[not(para)] | para').ForEach{ (ConvertTo-Text $_.ChildNodes).Trim() }) }
    if (-not "$paragraphs") { $missing.Add("$What has no <$Section>, at $($Id.Substring(2)).") }
    $paragraphs
}

# Lines without the indentation of the comment that they stand in.
function ConvertTo-Code([Xml.XmlElement] $Code) {
    $lines = $Code.InnerText.Trim("`n").TrimEnd() -split "`n"
    $indentation = ($lines.Where{ $_.Trim() }.ForEach{ $_.Length - $_.TrimStart().Length } | Measure-Object -Minimum).Minimum
    $lines.ForEach{ $_.Substring([Math]::Min($indentation, $_.Length)) } -join "`n"
}

# ---- MAML

$namespaces = @{
    msh     = 'http://msh'
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

function Element([string] $Name, [object[]] $Content, [hashtable] $Attributes = @{}) {
    $prefix, $local = $Name -split ':'
    $element = [Xml.Linq.XElement]::new([Xml.Linq.XName]::Get($local, $namespaces[$prefix]))
    foreach ($part in $Content) { $element.Add($part) } # one by one: in a list they may still be wrapped
    foreach ($key in $Attributes.Keys) { $element.SetAttributeValue($key, $Attributes[$key]) }
    $element
}

function Paragraphs([string] $Name, [string[]] $Text) { Element $Name $Text.ForEach{ Element maml:para $_ } }

# The type of a parameter's values, of which it may take several.
function Get-ValueType([type] $Type) {
    $one = $Type.IsArray ? $Type.GetElementType() : $Type
    [Nullable]::GetUnderlyingType($one) ?? $one
}

function Get-PipelineInput([Management.Automation.CommandParameterInfo] $Parameter) {
    $ways = @(
        if ($Parameter.ValueFromPipeline) { 'ByValue' }
        if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' }
    )
    $ways ? "true ($($ways -join ', '))" : 'false'
}

# As a line of syntax has it, or with its description and default as the list of parameters has it.
function ConvertTo-Parameter([Management.Automation.CommandParameterInfo] $Parameter, [string[]] $Description, [string] $Default) {
    $several = $Parameter.ParameterType.IsArray
    $type = (Get-ValueType $Parameter.ParameterType).Name + ($several ? '[]' : '')
    Element command:parameter @(
        Element maml:name $Parameter.Name
        if ($Description) { Paragraphs maml:description $Description }
        # A switch in a line of syntax has no value.
        if ($Description -or $type -ne [switch].Name) { Element command:parameterValue $type @{ required = $true; variableLength = $several } }
        Element dev:type (Element maml:name $type)
        if ($Default) { Element dev:defaultValue $Default }
    ) @{
        required       = $Parameter.IsMandatory
        variableLength = $several
        globbing       = [bool] $Parameter.Attributes.Where{ $_ -is [Management.Automation.SupportsWildcardsAttribute] }
        pipelineInput  = Get-PipelineInput $Parameter
        position       = $Parameter.Position -ge 0 ? $Parameter.Position : 'named'
        aliases        = $Parameter.Aliases ? $Parameter.Aliases -join ', ' : 'none'
    }
}

function Get-ParameterText([Management.Automation.CmdletInfo] $Command, [Management.Automation.CommandParameterInfo] $Parameter) {
    $name = "$($Command.Name) -$($Parameter.Name)"
    $declaring = $Command.ImplementingType.GetProperty($Parameter.Name).DeclaringType
    Get-Paragraph "P:$($declaring.FullName).$($Parameter.Name)" summary $name
    $type = Get-ValueType $Parameter.ParameterType
    if (-not $type.IsEnum) { return }
    # In the order of the source, a line each. None cannot be asked for.
    $values = $type.GetFields('Public, Static').Where{ $_.Name -ne 'None' }.ForEach{ "$($_.Name): $(Get-Paragraph "F:$($type.FullName).$($_.Name)" summary "$name $($_.Name)")" }
    $values -join "`n"
}

function ConvertTo-Example([Xml.XmlElement] $Example, [int] $Number) {
    $title = ConvertTo-Text $Example.SelectNodes('code/preceding-sibling::node()')
    $explanation = ConvertTo-Text $Example.SelectNodes('code/following-sibling::node()')
    Element command:example @(
        Element maml:title "---------- Example ${Number}: $($title.Trim()) ----------"
        Element dev:code (ConvertTo-Code $Example['code'])
        Paragraphs dev:remarks $explanation.Trim(), '' # an empty line before the next
    )
}

# A type that goes in or comes out, with what is written about it.
function ConvertTo-TypeNote([string] $Name, [type] $Type, [string[]] $Text) {
    Element $Name @(
        Element dev:type (Element maml:name $Type.FullName)
        Paragraphs maml:description $Text
    )
}

function ConvertTo-Command([Management.Automation.CmdletInfo] $Command) {
    $id = "T:$($Command.ImplementingType.FullName)"
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
    $fresh = $Command.ImplementingType::new() # has the defaults
    $parameters = @($Command.ParameterSets.Parameters.Where{ $_.Name -notin $common } | Sort-Object Name -Unique)
    Element command:command @(
        Element command:details @(
            Element command:name $Command.Name
            Paragraphs maml:description (Get-Paragraph $id summary $Command.Name)
            Element command:verb $Command.Verb
            Element command:noun $Command.Noun
        )
        Paragraphs maml:description (Get-Paragraph $id remarks $Command.Name)
        Element command:syntax $Command.ParameterSets.ForEach{
            Element command:syntaxItem @(
                Element maml:name $Command.Name
                $_.Parameters.Where{ $_.Name -notin $common }.ForEach{ ConvertTo-Parameter $_ }
            )
        }
        Element command:parameters $parameters.ForEach{
            ConvertTo-Parameter $_ (Get-ParameterText $Command $_) ($fresh.($_.Name) -join ', ')
        }
        Element command:inputTypes $parameters.Where{ $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }.ForEach{
            ConvertTo-TypeNote command:inputType $_.ParameterType ("For -$($_.Name)" + ($_.ValueFromPipelineByPropertyName ? ", from a property called $(@($_.Name) + $_.Aliases -join ', ')." : '.'))
        }
        Element command:returnValues $Command.OutputType.Type.ForEach{
            ConvertTo-TypeNote command:returnValue $_ (Get-Paragraph "T:$($_.FullName)" summary "$($Command.Name), its output $($_.Name),")
        }
        $number = 0
        Element command:examples $documentation[$id]?.SelectNodes('example').ForEach{ ConvertTo-Example $_ (++$number) }
    )
}

Import-Module "$Module/PSSocketStats.psd1"
$help = Element msh:helpItems ((Get-Command -Module PSSocketStats -CommandType Cmdlet).ForEach{ ConvertTo-Command $_ }) @{ schema = 'maml' }
if ($missing) {
    foreach ($text in $missing) { [Console]::Error.WriteLine("Help: $text") }
    exit 1
}
$null = New-Item "$Module/en-US" -ItemType Directory -Force
$help.Save("$Module/en-US/PSSocketStats.dll-Help.xml")
