# Sourced by bench: builds and starts what is measured. A server that cannot be had is skipped, by name and with the reason.

target=iqn.2026-11.org.example:bench
mib=128 # of each file
cold_mib=512
declare -A port pid peer unavailable
servers=()

# LUNs of our target; others have the first three of them.
null=1 ext4=2 tmpfs=3 handover=4 direct=5 cold=6 inline=7

compile() { # PROGRAM SOURCE...
    local program=$here/target/$1
    shift
    [ -n "$(find "$@" "$here"/load/*.h -newer "$program" 2>/dev/null)" ] || [ ! -e "$program" ] || return 0
    cc -O2 -std=gnu17 -Wall -Wextra -Werror -o "$program.$$" "$@"
    mv "$program.$$" "$program"
}

compile_programs() {
    needs cc gcc
    compile load "$here"/load/*.c
    compile limit "$here"/limit/*.c
}

# The first start builds; a home that is no home ends it right after. What Maven alone has built starts slower: ./scst prepares
# the start when it builds.
build_target() {
    [ -e "$top/runtime/app/target/scst/start.aot" ] || rm -f "$top/runtime/app/target/scst/.built"
    [ ! -e "$top/scst" ] || SCST_HOME=$work/build "$top/scst" run --background >"$work/build.log" 2>&1 \
        || { fail "our target does not start: $(tail -n 5 "$work/build.log")"; conclude; }
    SCST_HOME=$work/build "$top/scst" stop >/dev/null
}

# zeroes FILE MIB: written, so that its blocks exist and are in the page cache. The pieces it is written in are what the kernel
# keeps it in there; ext4 looks at every block of such a piece when one of them is written.
zeroes() {
    dd if=/dev/zero of="$1" bs="$pieces" count=$(($2 * 1048576 / $(numfmt --from=iec "$pieces"))) status=none
}

# wait_for NAME PROCESS SECONDS: until it has written its process id.
wait_for() {
    local end=$((SECONDS + $3))
    until [ -s "$work/$1.pid" ]; do
        if ! kill -0 "$2" 2>/dev/null || [ $SECONDS -ge $end ]; then return 1; fi
        sleep 0.1
    done
    pid[$1]=$(cat "$work/$1.pid")
}

# launch NAME COMMAND...: one that takes --portal, --target, --ready.
launch() {
    local name=$1
    shift
    port[$name]=$(free_port)
    "$@" --portal "127.0.0.1:${port[$name]}" --target $target --ready "$work/$name.pid" >"$work/$name.log" 2>&1 &
    servers+=($!)
    peer[$name]=$!
    wait_for "$name" $! 60 || unavailable[$name]=$(tail -n 1 "$work/$name.log" | sed 's/^SKIP [^:]*: //')
}

wanted() { # NAME: whether a chosen row has this server
    local row
    for row in "${chosen[@]}"; do [[ " ${variants[$row]} " =~ [\ =]$1[\ ,] ]] && return; done
    return 1
}

device() { # HOME NAME LINE...
    local file=$1/etc/org.scst.vdisk-$2.cfg
    shift 2
    printf '%s\n' "$@" >"$file"
}

# run_ours NAME HOME: the shipped settings, and a log of the collector.
run_ours() {
    local name=$1 home=$2
    port[$name]=$(free_port)
    mkdir -p "$home/log"
    echo "portals = 127.0.0.1:${port[$name]}" >"$home/etc/org.scst.iscsi.cfg"
    SCST_HOME=$home SCST_JAVA_OPTIONS="${SCST_JAVA_OPTIONS:-} -Xlog:gc*,safepoint:file=$work/$name.gc:uptime:filecount=0" \
        "$top/scst" run >"$work/$name.log" 2>&1 &
    servers+=($!)
    pid[$name]=$!
    local end=$((SECONDS + 180))
    # With thousands of files it says first that it is not ready in time, and goes on.
    until grep -qs '^Ready' "$work/$name.log" || grep -qs 'logins are answered' "$home/log/scst.log"; do
        if ! kill -0 "${pid[$name]}" 2>/dev/null || [ $SECONDS -ge $end ]; then
            unavailable[$name]="our target with the files of $name does not start: $(tail -n 1 "$work/$name.log")"
            fail "${unavailable[$name]}"
            return 0
        fi
        sleep 0.1
    done
}

start_ours() {
    local home=$work/ours
    mkdir -p "$home/etc"
    zeroes "$disk/ours" $mib
    zeroes "$disk/handover" $mib
    zeroes "$disk/inline" $mib
    zeroes "$disk/cold" $cold_mib
    zeroes "$memory/ours" $mib
    device "$home" null 'type = nullio' 'size = 1G'
    device "$home" ext4 'type = fileio' "file = $disk/ours"
    device "$home" tmpfs 'type = fileio' "file = $memory/ours"
    device "$home" handover 'type = fileio' "file = $disk/handover" 'inline_reads = no'
    device "$home" inline 'type = fileio' "file = $disk/inline" 'inline_writes = yes'
    # The same file twice: read_only disks may share one.
    device "$home" cold 'type = fileio' "file = $disk/cold" 'read_only = yes'
    device "$home" direct 'type = fileio' "file = $disk/cold" 'read_only = yes' 'o_direct = yes'
    # What a thousand sessions may send unasked needs a place; only promised, so nothing that is measured becomes larger.
    echo 'scst_max_cmd_mem = 8192' >"$home/etc/org.scst.core.cfg"
    printf '%s\n' "name = $target" "lun.$null = null" "lun.$ext4 = ext4" "lun.$tmpfs = tmpfs" "lun.$handover = handover" \
        "lun.$direct = direct" "lun.$cold = cold" "lun.$inline = inline" >"$home/etc/org.scst.iscsi.target-bench.cfg"
    run_ours ours "$home"
    [ -z "${unavailable[ours]:-}" ] || conclude
    at_rest=$(resident "${pid[ours]}")
}

start_many() {
    local home=$work/many lun
    mkdir -p "$home/etc"
    for lun in {1..4000}; do device "$home" "n$lun" 'type = nullio' 'size = 1G'; done
    { echo "name = $target"; for lun in {1..4000}; do echo "lun.$lun = n$lun"; done; } >"$home/etc/org.scst.iscsi.target-bench.cfg"
    run_ours many "$home"
}

start_tgt() { # NAME OPTION...
    local name=$1
    shift
    launch "$name" "$here/../lab/tgt-peer" --lun "$null=null" --lun "$ext4=$disk/others" --lun "$tmpfs=$memory/others" "$@"
}

tuned=(--setting MaxRecvDataSegmentLength=262144 --setting MaxXmitDataSegmentLength=262144 --setting FirstBurstLength=262144
    --setting MaxBurstLength=1048576)

# tgt, istgt and the bare limit share files: they run one at a time, and the content is zeroes whoever writes.
start_servers() {
    local threads
    start_ours
    zeroes "$disk/others" $mib
    zeroes "$memory/others" $mib
    ! wanted many || start_many
    ! wanted tgt || start_tgt tgt
    for threads in 1 4 16; do ! wanted "tgt-$threads" || start_tgt "tgt-$threads" --threads $threads "${tuned[@]}"; done
    ! wanted istgt || launch istgt "$here/istgt-peer" --lun "$ext4=$disk/others" --lun "$tmpfs=$memory/others"
    ! wanted limit || start_limit
    local name
    for name in "${!unavailable[@]}"; do [ "$name" = many ] || skip "$name: ${unavailable[$name]}"; done
}

start_limit() {
    port[limit]=$(free_port)
    "$here/target/limit" --port "${port[limit]}" --mib $mib --ready "$work/limit.pid" >"$work/limit.log" 2>&1 &
    servers+=($!)
    wait_for limit $! 10 || unavailable[limit]=$(cat "$work/limit.log")
}

stop_servers() {
    local process
    for process in "${servers[@]}"; do stop "$process" 20; done
    servers=()
}

resident() { # PID: MiB
    awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"
}
