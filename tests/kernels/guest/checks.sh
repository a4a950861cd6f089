# What run.ps1 has a guest do: the native program as root and as an ordinary user, and, where there is a disk, Pester.
echo '== as root'
check || [ $? = 1 ] && echo 'checked as root' # 1: something failed, and was told
echo '== as user 65534'
su nobody -c check || [ $? = 1 ] && echo 'checked as user 65534'
if [ -e /mnt/a/pwsh.sh ]; then
    echo '== Pester'
    sh /mnt/a/pwsh.sh -File /mnt/a/tests/support/Invoke-Suite.ps1 -Results /out/pester
fi
true # what failed is in what was said
