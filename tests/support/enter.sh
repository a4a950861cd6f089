#!/usr/bin/env bash
# enter.sh USERID COMMAND...
# Runs a command where nothing depends on the machine: in a network namespace of its own, where the loopback device has a link-local
# address and a long one, several.test has two, and the name server is whoever answers; as that user. In the sight of a user who is not root, root holds a UDP socket.
set -euo pipefail
user=$1
shift

if [[ ! ${ENTERED:-} ]]; then
    export ENTERED=1
    exec unshare --net --mount -- "$0" "$user" "$@"
fi

ip link set lo up
for address in fe80::99/64 2001:db8:1111:2222:3333:4444:5555:6666/128; do
    ip address add $address dev lo nodad || true # no IPv6
done
echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start || true # a test may answer, or not answer, as a name server

cover() { # FILE LINES...: in this mount namespace alone
    local file=$1 cover
    shift
    cover=$(mktemp)
    printf '%s\n' "$@" >"$cover"
    chmod 644 "$cover"
    mount --bind "$cover" "$file" || true # there is none
    rm "$cover"
}
cover /etc/hosts '127.0.0.1 localhost' '::1 localhost' '127.0.0.2 several.test' '127.0.0.3 several.test'
cover /etc/resolv.conf 'nameserver 127.0.0.1'

[[ $user == 0 ]] && exec "$@"
exec 9<>/dev/udp/127.0.0.1/9
setpriv --reuid "$user" --regid "$user" --clear-groups -- "$@" 9>&- &
trap "kill $!" INT TERM # the runner is stopped, or has waited long enough
wait $!
