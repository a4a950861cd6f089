#!/usr/bin/env bash
# enter.sh USERID COMMAND...
# Runs a command where nothing depends on the machine: in a network namespace of its own, where the loopback device has a link-local
# address and a long one, and several.test has two; as that user. In the sight of a user who is not root, root holds a UDP socket.
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
hosts=$(mktemp)
printf '%s localhost\n' 127.0.0.1 ::1 >"$hosts"
printf '%s several.test\n' 127.0.0.2 127.0.0.3 >>"$hosts"
chmod 644 "$hosts"
mount --bind "$hosts" /etc/hosts || true # there is none
rm "$hosts"

[[ $user == 0 ]] && exec "$@"
exec 9<>/dev/udp/127.0.0.1/9
setpriv --reuid "$user" --regid "$user" --clear-groups -- "$@" 9>&-
