@{
    RootModule           = 'bin/PSSocketStats.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6a3c7d1e-52b4-4c0e-9a57-1f0d8e2b94c6'
    Author               = 'The PSSocketStats authors'
    CompanyName          = 'The PSSocketStats authors'
    Copyright            = '(c) 2026 The PSSocketStats authors. MIT licence.'
    Description          = 'Lists the sockets of a Linux machine with their states, queues and owners, straight from the kernel (NETLINK_SOCK_DIAG), as typed objects. For people on call who reach for ss, netstat and lsof, and for scripts that check hosts.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @('Get-Socket', 'Get-SocketSummary', 'Get-TcpInfo')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    FormatsToProcess     = @('PSSocketStats.format.ps1xml')
    TypesToProcess       = @('PSSocketStats.types.ps1xml')
    PrivateData          = @{
        PSData = @{
            Tags         = @('Linux', 'PSEdition_Core', 'netstat', 'ss', 'socket', 'tcp', 'udp', 'netlink', 'sock_diag', 'lsof', 'Get-NetTCPConnection')
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
