# What a first call need not wait for. It is counted, not timed.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/support/RealSockets.psm1"
    # A dll that is compiled ahead has a header of native code.
    $dll = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead("$(Split-Path (Get-ModulePath))/bin/SockDiag.dll"))
    $isCompiledAhead = $dll.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0
    $dll.Dispose()
}

Describe 'A first call' -Skip:(-not $isCompiledAhead) -Tag 'the module is not compiled ahead' {
    BeforeAll {
        Import-Module "$PSScriptRoot/support/RealSockets.psm1"
        $listener = New-Listener # a row to make, and an owner to find
        $pwsh = [Environment]::ProcessPath
        $arguments = @(if ((Split-Path $pwsh -Leaf) -eq 'dotnet') { "$PSHOME/pwsh.dll" }) + '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/support/Watch-FirstCall.ps1", (Get-ModulePath)
        $compiled = @(& $pwsh @arguments)
        $listener.Dispose()
    }

    It 'is watched' { $compiled | Should -Contain 'Probe.Behind' }
    It 'compiles no passage to a system call: that is done beside the import' {
        $compiled[$compiled.IndexOf('Probe.Ready')..$compiled.Count] -match 'IL_STUB_PInvoke' | Should -BeNullOrEmpty
    }
    It 'compiles no method of ours' { $compiled -match '^(SockDiag|PSSocketStats)\.' | Should -BeNullOrEmpty }
    # A generic type's constants cannot be compiled ahead, nor an array that is walked through an interface, as the query's protocols are, nor how a dictionary hashes a struct.
    It 'compiles no method of the runtime for a type of ours' { $compiled -match '\[(SockDiag|PSSocketStats)\.' -notmatch '\.cctor$' -notmatch '^System\.SZ' -notmatch 'ConcurrentDictionary.*\.GetHashCode$' | Should -BeNullOrEmpty }
}
