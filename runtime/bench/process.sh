# Sourced by bench: what is not one load beside another: cold files beside fio, the collector's pauses, memory, start.
# fact ROW NAME VALUE UNIT: a line of facts.tsv; cold files go into results.tsv as other rows do.

fact() { printf '%s\t%s\t%s\t%s\n' "$@" >>"$work/facts.tsv"; }

skip_row() { # ROW REASON
    skip "$1: $2"
    printf '%s\t%s\n' "$1" "$2" >>"$work/skips"
}

measure_processes() {
    local row
    : >"$work/facts.tsv"
    for row in "${process_rows[@]}"; do
        echo "Measuring $row, $SECONDS s" >&2
        "measure_$row"
    done
}

# --- one file at depth 32, read by our target and by fio ---

# Drops the pages of one file and no others', which needs no root; the kernel may refuse in part, so it is asked what is left.
drop_pages() {
    dd of="$1" oflag=nocache conv=notrunc,fdatasync count=0 status=none
    command -v fincore >/dev/null || return 0
    [ "$(fincore --bytes --noheadings --output RES "$1")" -lt $((cold_mib << 18)) ]
}

fio_iops() { # OPTION...
    timeout 120 fio --name=bench --filename="$disk/cold" --readonly --rw=randread --bs=4k --iodepth=32 --ioengine=io_uring --size=${cold_mib}M \
        --time_based --minimal "$@" | cut -d';' -f8
}

beside_fio() { # ROW LUN SECONDS DROPS FIO_OPTION...
    local name=$1 lun=$2 time=$3 drops=$4 round line iops who
    shift 4
    command -v fio >/dev/null || { skip_row "$name" "fio is not installed (apt-get install fio)"; return; }
    iops=$(fio_iops --runtime=1 "$@" 2>"$work/fio.log") && [ -n "$iops" ] || { skip_row "$name" "fio cannot use io_uring here: $(tail -n 1 "$work/fio.log")"; return; }
    load ours 1 --lun "$lun" --depth 32 --mib $cold_mib >/dev/null || { fail "$name: warm-up"; return; }
    for round in $(seq "$rounds"); do
        for who in $(rotated "$round" ours fio); do
            if [ -n "$drops" ] && ! drop_pages "$disk/cold"; then skip_row "$name" "the page cache of this file system cannot be dropped"; return; fi
            if [ "$who" = fio ]; then
                # fio's clock knows whole seconds below one only as milliseconds.
                iops=$(fio_iops --runtime="$(awk -v s="$time" 'BEGIN { printf "%d", s * 1000 }')ms" "$@")
                printf '%s\tfio\t%s\t%s\t%s\t\t\t\t\t\t\t\n' "$name" "$round" "$iops" "$(awk -v i="$iops" 'BEGIN { print i * 4096 / 1e6 }')" >>"$results"
            elif line=$(load ours "$time" --lun "$lun" --depth 32 --mib $cold_mib 2>&1); then
                printf '%s\tours\t%s' "$name" "$round" >>"$results"
                printf '\t%s' "$(value iops "$line")" "$(value MB/s "$line")" "$(value p50 "$line")" "$(value p90 "$line")" "$(value p99 "$line")" \
                    "$(value p99.9 "$line")" "$(value max "$line")" "$(value client_us/io "$line")" "$(value server_us/io "$line")" >>"$results"
                echo >>"$results"
            else
                fail "$name: $line"
            fi
        done
    done
}

# So short that the file is still mostly cold at the end.
measure_cold() { beside_fio cold-read-1x32 $cold 0.3 drop --direct=0 --invalidate=0; }

measure_direct() { beside_fio direct-read-1x32 $direct "$seconds" '' --direct=1; }

# --- the collector, and what a command allocates ---

# allocated PID: kibibytes that the threads of the event loops have allocated so far.
allocated() {
    "$JAVA_HOME/bin/jcmd" "$1" Thread.print -e 2>/dev/null | awk '/^"scst-loop/ && match($0, /allocated=[0-9]+[BKMG]/) {
        text = substr($0, RSTART + 10, RLENGTH - 10); unit = substr(text, length(text)); number = text + 0
        sum += unit == "B" ? number / 1024 : unit == "M" ? number * 1024 : unit == "G" ? number * 1048576 : number }
        END { printf "%.0f", sum }'
}

# allocation OPTION...: bytes for one command, in the middle of a load: what logins and logouts take is not counted.
allocation() {
    local time before after began ended load_id
    time=$(awk -v s="$seconds" 'BEGIN { print (s < 1 ? 1 : 5 * s) }')
    load ours "$(awk -v t="$time" 'BEGIN { print t + 6 }')" "$@" --connections 4 --depth 32 >"$work/allocation" &
    load_id=$!
    sleep 1
    before=$(allocated "${pid[ours]}")
    began=$EPOCHREALTIME
    sleep "$time"
    after=$(allocated "${pid[ours]}")
    ended=$EPOCHREALTIME
    wait $load_id || true
    awk -v a="$before" -v b="$after" -v i="$(value iops "$(cat "$work/allocation")")" -v s="${began/,/.}" -v e="${ended/,/.}" \
        'BEGIN { printf "%.2f", (i > 0 ? (b - a) * 1024 / (i * (e - s)) : 0) }'
}

pauses() { # FILE: number and longest, in milliseconds, of collections and of all safepoints
    awk '/GC\([0-9]+\) Pause / && match($0, /[0-9.]+ms$/) { n++; v = substr($0, RSTART, RLENGTH - 2) + 0; if (v > m) m = v }
        /Safepoint "/ && match($0, /Total: *[0-9]+ ns/) { s++; text = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", text); if (text / 1e6 > x) x = text / 1e6 }
        END { printf "%d %.2f %d %.2f\n", n, m, s, x }' "$1"
}

measure_gc() {
    local log=$work/ours.gc time line lines numbers kind
    time=$(awk -v s="$seconds" 'BEGIN { print (s < 1 ? 1 : 10 * s) }')
    for kind in "read --lun $null" "read-file --lun $ext4" "write-file --lun $ext4 --writes 100"; do
        # shellcheck disable=SC2086
        load ours 1 ${kind#* } --connections 4 --depth 32 >/dev/null || true
        lines=$(wc -l <"$log")
        # shellcheck disable=SC2086
        line=$(load ours "$time" ${kind#* } --connections 4 --depth 32) || { fail "gc: ${kind%% *}"; continue; }
        tail -n +$((lines + 1)) "$log" >"$work/gc.part"
        read -r -a numbers <<<"$(pauses "$work/gc.part")"
        fact gc "collections during $time s of ${kind%% *} 4x32" "${numbers[0]}" ""
        fact gc "longest pause during ${kind%% *}" "${numbers[1]}" ms
        fact gc "longest safepoint of any kind during ${kind%% *}" "${numbers[3]}" ms
        # shellcheck disable=SC2086
        fact gc "allocated on the event loops for one command, ${kind%% *}" "$(allocation ${kind#* })" B
    done
    read -r -a numbers <<<"$(pauses "$log")"
    fact gc "collections since the start of this run, warm-up with it" "${numbers[0]}" ""
    fact gc "longest pause since the start, warm-up with it" "${numbers[1]}" ms
}

measure_memory() {
    fact memory "resident after start, six LUNs, no session" "$at_rest" MiB
    fact memory "resident after all rows above" "$(resident "${pid[ours]}")" MiB
}

# --- start ---

milliseconds() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# one_start HOME PORT: milliseconds until the portal listens, logins are answered, and the command returns.
one_start() {
    local began listening= ready= launcher
    began=$(milliseconds)
    SCST_HOME=$1 "$top/scst" run --background >"$work/start.out" 2>&1 &
    launcher=$!
    while kill -0 $launcher 2>/dev/null && [ $(($(milliseconds) - began)) -lt 60000 ]; do
        [ -n "$listening" ] || ! (exec 3<>"/dev/tcp/127.0.0.1/$2") 2>/dev/null || listening=$(($(milliseconds) - began))
        [ -n "$ready" ] || ! grep -q '^Ready' "$1/log/start.out" 2>/dev/null || ready=$(($(milliseconds) - began))
        [ -n "$listening" ] && [ -n "$ready" ] && break
        sleep 0.01
    done
    wait $launcher || return 1
    [ -n "$listening" ] && [ -n "$ready" ] && echo "$listening $ready $(($(milliseconds) - began))"
}

measure_start() {
    local home=$work/start port i times=()
    port=$(free_port)
    mkdir -p "$home/etc" "$home/log"
    device "$home" null 'type = nullio' 'size = 1G'
    echo "portals = 127.0.0.1:$port" >"$home/etc/org.scst.iscsi.cfg"
    printf '%s\n' "name = $target" 'lun.1 = null' >"$home/etc/org.scst.iscsi.target-bench.cfg"
    for i in {0..5}; do
        : >"$home/log/start.out"
        if ! line=$(one_start "$home" "$port"); then
            fail "start: $(tail -n 3 "$work/start.out")"
            SCST_HOME=$home "$top/scst" stop --now >/dev/null 2>&1 || true
            return
        fi
        [ "$i" = 0 ] || times+=("$line") # the first one finds a home that has no state yet
        SCST_HOME=$home "$top/scst" stop >/dev/null || fail "start: cannot stop it"
    done
    printf '%s\n' "${times[@]}" >"$work/starts"
    fact start "./scst run --background until it listens, median of 5" "$(median "$work/starts" 1)" ms
    fact start "until logins are answered" "$(median "$work/starts" 2)" ms
    fact start "until the command returns" "$(median "$work/starts" 3)" ms
}

median() { # FILE COLUMN
    cut -d' ' -f"$2" "$1" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
