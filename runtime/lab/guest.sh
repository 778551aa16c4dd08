# Sourced by scripts whose initiator is a stock Linux kernel, User Mode Linux, with the real open-iscsi.

# guest_missing: why this machine can have no guest; nothing when it can. Call it where the network namespace is.
guest_missing() {
    local program
    for program in linux.uml:user-mode-linux iscsid:open-iscsi modprobe:kmod mkfs.ext4:e2fsprogs ip:iproute2 socat:socat; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${program%:*}" >/dev/null || { echo "${program%:*} is not installed (apt-get install ${program#*:})"; return; }
    done
    [ -c /dev/net/tun ] || { echo "no /dev/net/tun here"; return; }
    [ -r /etc/iscsi/iscsid.conf ] || echo "$(id -un) may not read /etc/iscsi/iscsid.conf"
}

# make_tap ADDRESS: the network interface that the guest sees the other end of.
make_tap() {
    ip tuntap add tap0 mode tap && ip address add "$1/24" dev tap0 && ip link set tap0 up
}

# boot_guest FOLDER SECONDS PARAMETERS: sets guest to its process id; FOLDER/shared/result is what it reports. Its root is this
# machine's own file system, read-only; what it reports comes back through FOLDER/shared.
boot_guest() {
    mkdir -p "$1/shared"
    cp "$room/linux-initiator-guest" "$1/shared/guest"
    printf '%s\n' "$3" >"$1/shared/parameters"
    printf '#!/bin/bash\nexec "%s/shared/guest" "%s/shared"\n' "$1" "$1" >"$1/init"
    chmod +x "$1/init" "$1/shared/guest"
    "$room/build" wide-registers.so || exit $?
    timeout "$2" env "LD_PRELOAD=$room/target/wide-registers.so" linux.uml mem=512M rootfstype=hostfs rootflags=/ ro "init=$1/init" vec0:transport=tap,ifname=tap0,gro=1 \
        "uml_dir=$1/" con=null con0=fd:0,fd:1 quiet </dev/null >"$1/console" 2>&1 &
    guest=$!
}

# typed_on_guest ADDRESS COMMAND: what the command prints on the guest booted with shell=7, and its status; waits for the guest's start.
typed_on_guest() {
    local answer
    [ -e "$folder/listens" ] || { listening "$1" 7 180 && touch "$folder/listens"; } \
        || { echo "the guest does not listen: $(tail -n 1 "$folder/shared/result")"; return 1; }
    answer=$(timeout 90 socat -t 90 - "TCP:$1:7,retry=5,interval=1" 2>&1 <<<"$2"$'\n'"echo ended \$?") || true
    case $answer in
        *'ended '*) printf '%s' "${answer%ended *}" && return "${answer##*ended }" ;;
        *) echo "$answer" "... and no end within 90 s" && return 1 ;;
    esac
}
