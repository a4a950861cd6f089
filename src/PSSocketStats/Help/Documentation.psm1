# What is written in the C# source about types and members, as text: read from the XML files that the compiler leaves beside the dlls.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$members = @{} # by id: T:SockDiag.Socket, P:SockDiag.Socket.State, F:..., M:...
$missing = [Collections.Generic.List[string]]::new()

# Reads what a built module's dlls are documented with, and loads the module: what is inherited is asked of its types.
function Import-Documentation([string] $Module) {
    foreach ($file in Get-ChildItem "$Module/bin/*.xml") {
        foreach ($member in ([xml] (Get-Content $file -Raw)).doc.members.member) { $members[$member.name] = $member }
    }
    Import-Module "$Module/PSSocketStats.psd1" -Global
}

function Get-DocumentationId([char] $Kind, [type] $Type, [string] $Member) {
    "${Kind}:$($Type.FullName.Replace('+', '.'))" + ($Member ? ".$Member" : '')
}

# The element of a member; of one that inherits its documentation the one it inherits.
function Get-Documentation([string] $Id) {
    if (-not $members.ContainsKey($Id)) { return }
    $inherit = $members[$Id]['inheritdoc']
    if (-not $inherit) { return $members[$Id] }
    if ($inherit.HasAttribute('cref')) { return Get-Documentation $inherit.GetAttribute('cref') }
    $null = $Id -match '^(?<kind>\w):(?<type>.+)\.(?<member>\w+)$'
    $base = ([AppDomain]::CurrentDomain.GetAssemblies().ForEach{ $_.GetType($Matches.type) }.Where{ $_ })[0].BaseType
    Get-Documentation (Get-DocumentationId $Matches.kind $base $Matches.member)
}

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
    $node = (Get-Documentation $Id)?[$Section]
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

# Ends the script that asked, if a text was missing, and says which.
function Assert-NothingMissing {
    if (-not $missing) { return }
    foreach ($text in $missing) { [Console]::Error.WriteLine("Help: $text") }
    exit 1
}
