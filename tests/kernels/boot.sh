#!/usr/bin/env bash
# boot.sh [-a FOLDER]... [-d DISK]... [-o FOLDER] [-t SECONDS] [-m MEBIBYTES] KERNEL SCRIPT
# Boots a kernel that fetch.sh fetched under qemu, opens sockets of every family in it (native/), and runs SCRIPT there with busybox' sh. Prints what the script printed.
#   -a FOLDER  whose content is added to the guest's root
#   -d DISK    a squashfs image, mounted at /mnt/a; the next one at /mnt/b
#   -o FOLDER  gets what the script left in /out
#   -t, -m     how long all of it may take, 60 s, and the guest's memory, 512
# The guest has busybox, ip, ss and the C library; /tmp/families says which sockets were made and what this kernel lacks.
# Ends with the script's exit status. A guest that hangs, panics or stops early is status 125, and the kernel's last words are on stderr: success is the guest's own last line,
# since qemu ends with 0 on a panic too.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cache=$("$here/cache.sh")
add=() disks=() out='' seconds=60 memory=512
while getopts a:d:o:t:m: option; do
    case $option in
        a) add+=("$OPTARG") ;;
        d) disks+=("$OPTARG") ;;
        o) out=$OPTARG ;;
        t) seconds=$OPTARG ;;
        m) memory=$OPTARG ;;
        *) exit 125 ;;
    esac
done
shift $((OPTIND - 1))
kernel=$1 script=$2
work=$(mktemp --directory --tmpdir PSSocketStats-guest.XXXXXX)
trap 'rm -rf "$work"' EXIT

# The kernel unpacks archives one after the other into one root.
pack() { (cd "$1" && find . | cpio --quiet --create --format=newc --owner=0:0 --reproducible); }
"$here/root.sh" "$kernel" "$work/root"
cp "$script" "$work/root/guest.sh"
{
    pack "$work/root"
    for folder in ${add[@]+"${add[@]}"}; do pack "$folder"; done
} >"$work/initramfs"

drives=()
for disk in ${disks[@]+"${disks[@]}"}; do drives+=(-drive "file=$disk,format=raw,if=virtio,readonly=on"); done
code=0
# Never KVM because it is there: it may be one that no stock kernel boots on.
timeout --foreground --kill-after=5 "$seconds" qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m "$memory" -nodefaults -no-user-config -display none -no-reboot \
    -kernel "$cache/$kernel/vmlinuz" -initrd "$work/initramfs" -append 'console=ttyS0 panic=-1 rdinit=/init' \
    -serial "file:$work/kernel" -serial "file:$work/output" -serial "file:$work/out.tar" ${drives[@]+"${drives[@]}"} </dev/null >"$work/qemu" 2>&1 || code=$?

touch "$work"/{kernel,output}
sed -E '${/^guest end [0-9]+$/d; s/guest end [0-9]+$//}' "$work/output" # what the script wrote last may lack its end of line
last=$(tail -n1 "$work/output")
if [[ $last =~ guest\ end\ [0-9]+$ ]]; then
    if [[ $out ]]; then mkdir -p "$out" && tar --extract --file "$work/out.tar" --directory "$out"; fi
    exit "${last##*guest end }"
fi
panic=$(grep --text --max-count=1 'Kernel panic' "$work/kernel" || true)
if ((code == 124)); then echo "The guest was not done after $seconds s.${panic:+ $panic}" >&2
else echo "The guest ended before its script did (qemu: $code).${panic:+ $panic}" >&2; fi
{ cat "$work/qemu"; tail -n 5 "$work/kernel"; } >&2
exit 125
