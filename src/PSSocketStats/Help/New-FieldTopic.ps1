#requires -Version 7.4
<#
.SYNOPSIS
Writes the topic about_Socket_Fields of a built module from the XML documentation that the compiler left beside its dlls.
.DESCRIPTION
What is described follows from the cmdlets: the types that come out of them, and those of their properties, and so on. Every
text stands once, in the C# source; one that is missing is named, and then the script fails.
This loads the module: run it in a process of its own.
.EXAMPLE
pwsh -NoProfile -File New-FieldTopic.ps1 -Module out/PSSocketStats/0.1.0
#>
[CmdletBinding()]
param(
    # The module's folder.
    [Parameter(Mandatory)] [string] $Module
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Module = (Resolve-Path $Module).Path
Import-Module "$PSScriptRoot/Documentation.psm1"
Import-Documentation $Module

$width = 80
$introduction = @'
TOPIC
    about_Socket_Fields

SHORT DESCRIPTION
    Every property of what PSSocketStats emits: type, unit, kernel field, and when it is null.

LONG DESCRIPTION
    Below each type stand its properties, in the order of a CSV file's columns, and at the end the values of the enums.

    A type with a question mark can be null. Null means that the kernel did not say, or that the number would mean nothing; it is never shown as 0.

    In parentheses stands where a value is from: the kernel's field or attribute (tcpi_rtt, INET_DIAG_MARK), the option of setsockopt, a file or a sysctl. A release there (Linux 4.9) is the kernel that brought it; under an older one the property is null.

    What says "unless details were asked for" is asked for by -Detailed.

    A SocketGroup of Get-SocketSummary -GroupBy has the grouped properties under their own names, in place of Values.
'@

# Words on lines that fit a terminal.
function Format-Paragraph([string] $Text, [int] $Indentation) {
    $line = ''
    foreach ($word in -split $Text) {
        if ($line -and $Indentation + $line.Length + 1 + $word.Length -gt $width) { ' ' * $Indentation + $line; $line = $word }
        else { $line = $line ? "$line $word" : $word }
    }
    ' ' * $Indentation + $line
}

function Get-Property([type] $Type) { $Type.GetProperties('Public, Instance').Where{ -not $_.GetIndexParameters() } }

# What a property holds, less the question mark; of a list its elements too.
function Get-HeldType([type] $Type) {
    [Nullable]::GetUnderlyingType($Type) ?? $Type
    $Type.GetInterfaces().Where{ $_.IsGenericType }.ForEach{ $_.GetGenericArguments() }
}

# The types that come out of the cmdlets and, behind each, those that its properties hold.
function Get-EmittedType {
    $found = [Collections.Generic.List[type]]::new()
    $add = {
        param([type] $type)
        if ($type.Assembly -ne [SockDiag.Socket].Assembly -or $found.Contains($type)) { return }
        $found.Add($type)
        if (-not $type.IsEnum) { foreach ($property in Get-Property $type) { foreach ($held in Get-HeldType $property.PropertyType) { & $add $held } } }
    }
    foreach ($type in (Get-Command -Module PSSocketStats -CommandType Cmdlet).OutputType.Type) { & $add $type }
    $found
}

# As PowerShell writes it: int, long?, SocketState.
function Get-TypeName([Reflection.PropertyInfo] $Property) {
    $type = [Nullable]::GetUnderlyingType($Property.PropertyType) ?? $Property.PropertyType
    $isNullable = [Reflection.NullabilityInfoContext]::new().Create($Property).ReadState -eq 'Nullable'
    ([Microsoft.PowerShell.ToStringCodeMethods]::Type($type) -replace '[\w.]+\.') + ($isNullable ? '?' : '')
}

# A name, with the text about it below.
function Format-Entry([string] $Name, [string[]] $Text, [int] $Indentation) {
    ' ' * $Indentation + $Name
    $Text.ForEach{ Format-Paragraph $_ ($Indentation + 4) }
    ''
}

function Format-Type([type[]] $Types) {
    Format-Entry ($Types.Name -join ', ') $Types.ForEach{ Get-Paragraph (Get-DocumentationId T $_) summary $_.Name } 0
    $type = $Types[0]
    if ($type.IsEnum) {
        foreach ($field in $type.GetFields('Public, Static')) {
            $name = "$($type.Name) $($field.Name)"
            Format-Entry "$($field.Name) ($([int] $field.GetValue($null)))" (Get-Paragraph (Get-DocumentationId F $type $field.Name) summary $name) 4
        }
        return
    }
    foreach ($property in Get-Property $type) {
        $text = Get-Paragraph (Get-DocumentationId P $property.DeclaringType $property.Name) summary "$($type.Name) $($property.Name)"
        Format-Entry "$($property.Name) ($(Get-TypeName $property))" $text 4
    }
}

# Types that add nothing to the same base are one section.
$sections = [ordered] @{}
foreach ($type in Get-EmittedType | Sort-Object IsEnum -Stable) {
    $isOwn = $type.IsEnum -or (Get-Property $type).Where{ $_.DeclaringType -eq $type }
    $sections[($isOwn ? $type : $type.BaseType).Name] += @($type)
}

$lines = @(
    foreach ($line in $introduction -split "`n") { $line ? (Format-Paragraph $line ($line.Length - $line.TrimStart().Length)) : '' }
    ''
    foreach ($types in $sections.Values) { Format-Type $types }
)
Assert-NothingMissing
$null = New-Item "$Module/en-US" -ItemType Directory -Force
Set-Content "$Module/en-US/about_Socket_Fields.help.txt" $lines
