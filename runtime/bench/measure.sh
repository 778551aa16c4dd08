# Sourced by bench: one measurement after the other, in turns. A line of results.tsv: row, variant, round, IOPS, MB/s, p50, p90,
# p99, p99.9, longest, µs of the load generator and of the server for one command.

value() { # NAME LINE: of NAME=VALUE
    sed -n "s|.*[ ]$1=\([0-9.]*\).*|\1|p" <<<" $2"
}

# load SERVER SECONDS OPTION...: prints the generator's line. Bounded, whatever the server does.
load() {
    local server=$1 time=$2
    shift 2
    timeout $((${time%.*} + 60)) "$here/target/load" --address 127.0.0.1 --port "${port[$server]}" --target $target --mib $mib \
        --server "${pid[$server]}" --seconds "$time" "$@"
}

# of VARIANT: sets label, server and more from LABEL=SERVER,OPTION...
of() {
    label=${1%%=*}
    IFS=, read -r -a more <<<"${1#*=}"
    server=${more[0]}
    more=("${more[@]:1}")
}

measure() { # ROW VARIANT ROUND
    local label server more line time=$seconds
    of "$2"
    [ -z "${unavailable[$server]:-}" ] || return 0
    # Many short runs say more about depth 1 than few long ones.
    [ -z "${turns[$1]:-}" ] || time=$(awk -v s="$seconds" 'BEGIN { print (s > 0.3 ? 0.3 : s) }')
    # shellcheck disable=SC2086 # options are words
    if ! line=$(load "$server" "$time" ${options[$1]} "${more[@]}" --histogram "$work/histogram" 2>&1); then
        fail "$1: $label: ${line:-no answer in time}"
        return 0
    fi
    printf '%s\t%s\t%s' "$1" "$label" "$3" >>"$results"
    printf '\t%s' "$(value iops "$line")" "$(value MB/s "$line")" "$(value p50 "$line")" "$(value p90 "$line")" "$(value p99 "$line")" \
        "$(value p99.9 "$line")" "$(value max "$line")" "$(value client_us/io "$line")" "$(value server_us/io "$line")" >>"$results"
    echo >>"$results"
    cat "$work/histogram" >>"$here/target/histograms/$1.$label"
}

# Each server gets to know each kind of work before it is measured.
warm_up() {
    local row variant label server more key warmed=" "
    for row in "${chosen[@]}"; do
        for variant in ${variants[$row]}; do
            of "$variant"
            [ -z "${unavailable[$server]:-}" ] || continue
            key="$server:$(sed 's/--\(connections\|depth\) [0-9]*//g; s/ *//g' <<<"${options[$row]}${more[*]}")"
            [[ $warmed == *" $key "* ]] && continue
            warmed+="$key "
            # The C programs have nothing to learn but their memory.
            case $server in ours | many) time=$warm ;; *) time=0.5 ;; esac
            # shellcheck disable=SC2086
            # Last words count: as many at a time as any row has, or the compiler has not seen enough in that time.
            load "$server" "$time" ${options[$row]} "${more[@]}" --connections 4 --depth 32 >/dev/null 2>"$work/warm" || fail "$row: $variant: warm-up: $(cat "$work/warm")"
        done
    done
}

# rotated N WORD...: the words, beginning N places later; and backwards in every other round.
rotated() {
    local by=$1 words i
    shift
    words=("$@")
    for i in "${!words[@]}"; do
        if [ $((by % 2)) = 0 ]; then i=$((${#words[@]} - 1 - i)); fi
        echo "${words[$(((i + by) % ${#words[@]}))]}"
    done
}

measure_rows() {
    local round row variant most=$rounds
    if [ -z "$quick" ] && [ "$most" -lt 20 ]; then most=20; fi
    for round in $(seq "$most"); do
        for row in "${chosen[@]}"; do
            if [ "$round" -gt "$rounds" ] && { [ "$round" -gt "${turns[$row]:-0}" ] || [ -n "$quick" ]; }; then continue; fi
            # shellcheck disable=SC2086
            for variant in $(rotated "$round" ${variants[$row]}); do measure "$row" "$variant" "$round"; done
        done
        echo "Round $round of $most, $SECONDS s" >&2
    done
}
