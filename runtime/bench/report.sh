# Sourced by bench: tables in Markdown, charts, and whether the figures were reached.

report() {
    local row variant order=() out=$here/target/bench.md label server more
    for row in "${chosen[@]}"; do
        printf '%s\t' "$row"
        for variant in ${variants[$row]}; do of "$variant"; printf '%s ' "$label"; done
        echo
    done >"$work/arrangement"
    printf '%s\tours fio\n' cold-read-1x32 direct-read-1x32 >>"$work/arrangement"
    order=("${chosen[@]}")
    [[ " ${process_rows[*]} " != *" cold "* ]] || order+=(cold-read-1x32)
    [[ " ${process_rows[*]} " != *" direct "* ]] || order+=(direct-read-1x32)
    sed -i 's/^\(cold\|direct\)\t/\1-read-1x32\t/' "$work/skips"
    {
        machine
        echo
        awk -f "$here/report.awk" -v names="${order[*]}" -v arrangement="$work/arrangement" -v skips="$work/skips" -v medians="$work/medians" "$results"
        best_tgt
        unavailable_servers
        facts
        echo
        echo "### Figures to reach"
        echo
        awk -f "$here/figures.awk" -v medians="$work/medians" -v facts="$work/facts.tsv" -v whole="$([ "$only" != . ] || echo 1)" "$here/figures"
    } >"$out"
    cat "$out"
    echo
    chart "$here/target"
    [ -z "$save" ] || save_documents "$out"
    [ ! -s "$results" ] && [ ! -s "$work/facts.tsv" ] || pass "$(wc -l <"$results") measurements, tables in ${out#"$top"/}"
}

machine() {
    echo "$(date -u '+%-d %B %Y'), $(git -C "$top" rev-parse --short HEAD 2>/dev/null || echo 'no revision'), $(nproc) cores" \
        "($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), Linux $(uname -r), files on $(stat -f -c %T "$disk" | sed "s|ext2/ext3|ext4|") and tmpfs;" \
        "load before the run $(cut -d' ' -f1 <<<"$load_before"), after it $(cut -d' ' -f1 /proc/loadavg)."
    echo "\`./scst bench --rounds $rounds --seconds $seconds${quick:+ --quick}\`; one row: \`./scst bench --only '^ROW\$'\`. 4 KiB at random places unless" \
        "it says sequential (256 KiB). CxD: C connections, D commands in flight on each. µs: processor time for one command."
}

# Which of the tuned ones was tgt's best, by sequential throughput.
best_tgt() {
    grep -q '^sequential' "$work/medians" || return 0
    echo
    echo "tgt's best at 256 KiB (tgt-N: N threads for I/O; all with MaxRecvDataSegmentLength, FirstBurstLength 262144, MaxBurstLength 1048576):"
    awk '/^sequential/ && $2 ~ /^tgt-/ && $3 == "mbs" && $4 > best[$1] { best[$1] = $4; who[$1] = $2 }
        END { for (row in best) printf "%s: %s, %.0f MB/s\n", row, who[row], best[row] }' "$work/medians" | sort | sed 's/^/- /'
}

unavailable_servers() {
    local name
    for name in "${!unavailable[@]}"; do
        echo
        echo "Skipped everywhere: $name (${unavailable[$name]})"
    done
}

facts() {
    [ -s "$work/facts.tsv" ] || return 0
    printf '\n| row | what | value |\n|---|---|--:|\n'
    awk -F'\t' '{ printf "| %s | %s | %s %s |\n", $1, $2, $3, $4 }' "$work/facts.tsv"
}

# chart FOLDER: what there is to draw, as SVG.
chart() {
    [ -s "$work/medians" ] || return 0
    "$JAVA_HOME/bin/java" "$here/Charts.java" "$here/target" "$1" "$work/medians" || fail "charts"
}

# Puts the tables between the two marks of the document, and the charts beside it.
save_documents() {
    local document=$top/runtime/docs/performance.md
    mkdir -p "$top/runtime/docs/performance"
    chart "$top/runtime/docs/performance"
    {
        cat "$1"
        printf '\n### Charts\n'
        printf '\n![%s](performance/%s.svg)\n' "Latencies of one command" latency "IOPS of many active sessions" sessions \
            "Cost of a command beside idle sessions, and over many logical units" crowd
    } >"$work/part"
    awk -v part="$work/part" '
        /^<!-- bench: begin -->/ { print; print ""; while ((getline line < part) > 0) print line; print ""; inside = 1 }
        /^<!-- bench: end -->/ { inside = 0 }
        !inside { print }' "$document" >"$work/document"
    if grep -q '^<!-- bench: end -->' "$work/document"; then cp "$work/document" "$document"; else fail "$document has lost its marks"; fi
}
