#!/usr/bin/env bash
# root.sh KERNEL FOLDER
# Makes the guest's root: busybox, ip, ss and their libraries from this machine, the program that opens the sockets, and those of the kernel's modules that guest/modules names.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cache=$("$here/cache.sh")
kernel=$1 root=$2
version=$(<"$cache/$kernel/version")

mkdir -p "$root"/{bin,sbin,etc,proc,sys,dev,tmp,run,root,mnt,usr/bin,"lib/modules/$version"}
cp "$(command -v busybox)" "$root/bin/busybox"
ln -s ../bin/busybox "$root/sbin/modprobe" # the kernel calls it for a family that is asked for the first time
cp "$here/guest/init" "$root/init"
printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'nobody:x:65534:65534:nobody:/tmp:/bin/sh' >"$root/etc/passwd"
printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$root/etc/group"

program() { # PATH: and the libraries that it wants
    cp --parents --dereference "$1" "$root"
    ldd "$1" 2>/dev/null | grep --only-matching '/[^ ]*' | while read -r library; do
        [[ -e $root$library ]] || cp --parents --dereference "$library" "$root"
    done
}
for name in ip ss; do
    path=$(PATH=$PATH:/sbin:/usr/sbin command -v $name)
    program "$path"
    [[ -e $root/bin/$name ]] || ln -s "$path" "$root/bin/$name"
done
for name in libm.so.6; do # natively compiled .NET wants it besides the C library
    library=$(readlink -f "$(gcc -print-file-name=$name)")
    cp "$library" "$root/lib/$name"
done
gcc -static -O1 -Wall -Werror -o "$root/bin/hold-families" "$here"/native/*.c
gcc -static -O1 -Wall -Werror -o "$root/bin/ask-diag" "$here/ask-diag.c"

modules=$(cd "$cache/$kernel/modules/lib/modules/$version" && while read -r module; do
    modprobe --dirname "$cache/$kernel/modules" --set-version "$version" --show-depends "$module" 2>/dev/null || true
done <"$here/guest/modules" | sed -n 's|^insmod .*/lib/modules/[^/]*/\([^ ]*\).*|\1|p' | sort --unique)
cp "$here/guest/modules" "$root/etc/modules"
from=$cache/$kernel/modules/lib/modules/$version to=$root/lib/modules/$version
(cd "$from" && cp --parents $modules "$to")
find "$to" -name '*.ko.xz' -exec xz --decompress {} +
touch "$to"/modules.{order,builtin,builtin.modinfo} # depmod misses them
depmod --basedir "$root" "$version"
