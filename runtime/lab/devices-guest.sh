# Sourced by the first process of a guest that devices.sh has started; its first word is the folder that the two share. Checks go to
# result there.
shared=$1
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run TMPDIR=/run/tmp
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/shared /mnt/root/lib /run/tmp /run/home/etc /run/lock /run/disk /dev/shm
mount -t tmpfs tmpfs /dev/shm
ln -sf /proc/self/fd /dev/fd
mount -t hostfs -o "$shared" none /mnt/shared
. /mnt/shared/parameters # room, java
exec 2>/mnt/shared/errors

started=$(date +%s%3N)
report() { echo "$1 [guest, $(($(date +%s%3N) - started)) ms]" >>/mnt/shared/result; }
power_off() {
    cp /run/home/log/scst.log /mnt/shared/scst.log
    report "PASS the guest powers off"
    sync
    echo 1 >/proc/sys/kernel/sysrq
    echo o >/proc/sysrq-trigger
    sleep 5
}
# step NAME COMMAND...: what fails is told; the next goes on.
step() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then report "PASS $name"; return 0; fi
    report "FAIL $name: $(tail -n 6 <<<"$output" | tr '\n' ' ')"
    return 1
}
# must NAME COMMAND...: as step, and ends the guest.
must() { step "$@" || power_off; }
# until_it COMMAND...: within 120 s.
until_it() {
    local end=$((SECONDS + 120)) output
    until output=$("$@" 2>&1); do [ $SECONDS -lt $end ] || { echo "$output"; return 1; }; sleep 0.2; done
    echo "$output"
}
says() { # PATTERN COMMAND...: whatever its status
    local pattern=$1 output
    shift
    output=$("$@" 2>&1)
    grep -qiE -- "$pattern" <<<"$output" && return 0
    echo "no \"$pattern\" in: $output"
    return 1
}

ip link set lo up
ln -s /usr/lib/uml/modules /mnt/root/lib/modules
load() { modprobe -d /mnt/root "$@"; }
debug=/sys/bus/pseudo/drivers/scsi_debug
portal=127.0.0.1:3260 target=iqn.2026-11.org.example:real url=iscsi://127.0.0.1:3260/iqn.2026-11.org.example:real
export SCST_HOME=/run/home JAVA_HOME=$java SCST_JAVA_OPTIONS="-Djava.io.tmpdir=/run/tmp -XX:TieredStopAtLevel=1"

# of_host PROC_NAME: addresses of the SCSI devices behind an adapter of this driver.
of_host() {
    local entry address
    for entry in /sys/class/scsi_device/*; do
        address=${entry##*/}
        [ "$(cat "/sys/class/scsi_host/host${address%%:*}/proc_name" 2>/dev/null)" != "$1" ] || echo "$address"
    done
}
sg_of() { basename "/sys/class/scsi_device/$1/device/scsi_generic/"sg*; }
block_of() { basename "/sys/class/scsi_device/$1/device/block/"*; }

open_portal() { (exec 3<>/dev/tcp/127.0.0.1/3260) 2>/dev/null; }
starts() { "$room/../../scst" run --background; until_it open_portal; }
scst() { "$room/../../scst" "$@"; }
