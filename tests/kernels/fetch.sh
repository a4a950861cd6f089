#!/usr/bin/env bash
# fetch.sh KERNEL...
# Fetches stock Debian kernels, none of which is installed, into the cache, as far as they are not there: CACHE/KERNEL/ then has version, vmlinuz and modules/.
# KERNEL is the beginning of a version, 5.10, 6.1, 6.12, or "newest". Superseded versions leave the mirror, so the newest that begins like this is taken; to take a newer one
# later, delete its folder. The cache is PSSOCKETSTATS_KERNELS, else PSSocketStats/kernels in XDG_CACHE_HOME.
# Ends with 1, and says why, where some of them cannot be had.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cache=$("$here/cache.sh")

wanted=()
for kernel; do
    [[ -e $cache/$kernel/version ]] || wanted+=("$kernel")
done
((${#wanted[@]})) || exit 0

for tool in apt-get apt-cache dpkg-deb depmod xz; do
    command -v $tool >/dev/null || { echo "There is no $tool, so no kernel can be fetched." >&2; exit 1; }
done
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -e $keyring ]] || { echo "Kernels are Debian's packages, and its keys ($keyring, package debian-archive-keyring) are not here." >&2; exit 1; }

work=$(mktemp --directory --tmpdir PSSocketStats-kernels.XXXXXX)
new=
trap 'rm -rf "$work" ${new:+"$new"}' EXIT

# A configuration of its own: apt's lists, sources and cache of this machine are neither read nor changed. Its mirror is taken, where that is one of Debian's.
mirror=$(grep --no-messages --no-filename --only-matching --extended-regexp 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d/* | head -n1) || true
mirror=${mirror:-http://deb.debian.org/debian}
mirror=${mirror%/ } mirror=${mirror% } mirror=${mirror%/}
mkdir -p "$work"/{lists/partial,archives/partial,debs}
: >"$work/status"
cat >"$work/sources.list" <<END
deb [arch=amd64 signed-by=$keyring] $mirror-security bullseye-security main
deb [arch=amd64 signed-by=$keyring] $mirror-security bookworm-security main
deb [arch=amd64 signed-by=$keyring] $mirror trixie-backports main
END
cat >"$work/apt.conf" <<END
Dir::State "$work";
Dir::State::Status "$work/status";
Dir::Cache "$work";
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
END
export APT_CONFIG=$work/apt.conf
timeout 120 apt-get -qq update >"$work/update.log" 2>&1 || true # one suite that is gone takes only its kernels along: said below
apt-cache pkgnames linux- | sort --version-sort >"$work/names"

# The newest package whose name is PREFIX, the version and the cloud flavour; "newest" is any version.
newest() { # KERNEL PREFIX
    local version=${1//./\\.}
    [[ $1 == newest ]] && version='[0-9]+\.[0-9]+'
    grep --extended-regexp "^$2-$version[.+-][^a-z]*(\+?deb[0-9]+[^a-z]*)?-?cloud-amd64\$" "$work/names" | tail -n1
}

declare -A packages
for kernel in "${wanted[@]}"; do
    # Since 7 an image package is empty, and two others have its files.
    modules=$(newest "$kernel" linux-modules || true)
    image=$(newest "$kernel" linux-image || true)
    if [[ $modules && $(printf '%s\n' "${image#linux-image-}" "${modules#linux-modules-}" | sort --version-sort | tail -n1) == "${modules#linux-modules-}" ]]; then
        packages[$kernel]="$modules linux-binary-${modules#linux-modules-}"
    else
        packages[$kernel]=$image
    fi
done

failed=0
names=$(printf '%s ' "${packages[@]}")
[[ ${names// /} ]] && { (cd "$work/debs" && timeout 300 apt-get -qq download $names) >"$work/download.log" 2>&1 || true; }
for kernel in "${wanted[@]}"; do
    root=$work/root-$kernel
    mkdir "$root"
    complete=${packages[$kernel]}
    for package in ${packages[$kernel]}; do
        deb=("$work/debs/$package"_*.deb)
        [[ -e ${deb[0]} ]] && dpkg-deb --extract "${deb[0]}" "$root" || complete=
    done
    if [[ ! $complete ]]; then
        why=$(cat "$work/update.log" "$work/download.log" 2>/dev/null | tail -n1) || true
        echo "Kernel $kernel cannot be had: ${packages[$kernel]:-no package of that name in $mirror}${why:+: $why}" >&2
        failed=1
        continue
    fi
    tree=$(dirname "$(find "$root" -type d -path '*/lib/modules/*/kernel' | head -n1)")
    version=$(basename "$tree")
    mkdir -p "$cache"
    new=$(mktemp --directory "$cache/new.XXXXXX")
    mkdir -p "$new/modules/lib/modules"
    mv "$tree" "$new/modules/lib/modules/$version"
    find "$root/boot" "$new/modules" -name 'vmlinuz*' -exec mv {} "$new/vmlinuz" ';' 2>/dev/null || true # in one or the other
    touch "$new/modules/lib/modules/$version"/modules.{order,builtin,builtin.modinfo} # depmod misses them
    depmod --basedir "$new/modules" "$version"
    echo "$version" >"$new/version"
    rm -rf "${cache:?}/$kernel"
    mv "$new" "$cache/$kernel"
    echo "Kernel $kernel is $version"
done
exit $failed
