@{
    RootModule        = 'OneCmdlet.dll'
    ModuleVersion     = '1.0'
    CmdletsToExport   = @('Get-Nothing')
    FunctionsToExport = @()
    FormatsToProcess  = @('OneCmdlet.format.ps1xml')
    TypesToProcess    = @('OneCmdlet.types.ps1xml')
}
