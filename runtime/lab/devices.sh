# Sourced by scripts whose real SCSI devices are those of Linux's scsi_debug, which a guest (User Mode Linux) has; the target runs there, too.

# devices_java: sets java to a JDK that the guest can run the target by; skips the script where there is none, or nothing to be run.
devices_java() {
    local candidate
    needs linux.uml user-mode-linux
    needs modprobe kmod
    java=
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do [ -n "$java" ] || ! grep -qsE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$candidate/release" || java=$candidate; done
    [ -n "$java" ] || { echo "SKIP $(basename "$0"): no JDK 25 or newer; set JAVA_HOME to one"; exit 77; }
    [ -d "$room/../app/target/scst/bundle" ] || { echo "SKIP $(basename "$0"): the checkout is not built (./scst run does that)"; exit 77; }
    "$room/build" wide-registers.so || exit $?
}

# run_on_devices FOLDER SECONDS SCRIPT [WORD]...: a guest whose first process is SCRIPT of this room, called with FOLDER/shared and the words;
# returns when it has ended, and relays the checks in FOLDER/shared/result. Its root is this machine's own file system, read-only.
run_on_devices() {
    local place=$1 seconds=$2 script=$3 status=0
    shift 3
    mkdir -p "$place/shared"
    cp "$room/$script" "$place/shared/guest"
    cp "$room/devices-guest.sh" "$place/shared/"
    printf 'room=%q\njava=%q\n' "$room" "$java" >"$place/shared/parameters"
    printf '#!/bin/bash\nexec %q %q' "$place/shared/guest" "$place/shared" >"$place/init"
    [ $# = 0 ] || printf ' %q' "$@" >>"$place/init"
    chmod +x "$place/init" "$place/shared/guest"
    timeout "$seconds" env "LD_PRELOAD=$room/target/wide-registers.so" linux.uml mem=1400M rootfstype=hostfs rootflags=/ ro "init=$place/init" \
        "uml_dir=$place/" con=null con0=fd:0,fd:1 quiet </dev/null >"$place/console" 2>&1 &
    guest=$!
    wait $guest || status=$?
    guest=
    relay_verdicts "the guest" cat "$place/shared/result"
    if ! grep -qs '^PASS the guest powers off' "$place/shared/result"; then
        fail "the guest did not come to its end (status $status): $(tail -n 3 "$place/console" | tr '\n' ' ')"
    fi
    [ $failed = 0 ] || tail -n 20 "$place/shared/scst.log" "$place/shared/errors" 2>/dev/null || true
}
