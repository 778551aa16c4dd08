# report.awk: results.tsv as tables in Markdown. -v names="ROW ..." gives the order of rows, -v arrangement=FILE that of variants, -v skips=FILE what was skipped.
# Medians over the turns; a ratio is that of the first variant of a row to this one.

function sorted(key,    n, i, j, t) {
    n = count[key]
    for (i = 1; i <= n; i++) v[i] = value[key, i]
    for (i = 2; i <= n; i++) { t = v[i]; for (j = i - 1; j > 0 && v[j] > t; j--) v[j + 1] = v[j]; v[j + 1] = t }
    return n
}
function median(key,    n) {
    n = sorted(key)
    if (n == 0) return ""
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
function least(key) { return sorted(key) ? v[1] : "" }
function most(key,    n) { n = sorted(key); return n ? v[n] : "" }
function add(key, x) { if (x != "") value[key, ++count[key]] = x + 0 }
function number(x, format) { return x == "" ? "-" : sprintf(format, x) }
function ratio(a, b) { return a == "" || b == "" || b == 0 ? "-" : sprintf("%.2f", a / b) }

# Median of the ratios of pairs of one turn, with the 95 % interval of the median by its order statistics.
function interval(row, one, other, metric,    r, key, n, d) {
    key = "pairs" SUBSEP row SUBSEP one SUBSEP other SUBSEP metric
    count[key] = 0
    for (r = 1; r <= rounds; r++)
        if ((row, one, metric, r) in single && single[row, other, metric, r] > 0) add(key, single[row, one, metric, r] / single[row, other, metric, r])
    n = sorted(key)
    if (n < 6) return n ? sprintf("%.2f (%d pairs)", median(key), n) : "-"
    d = int(n / 2 - 0.98 * sqrt(n)); if (d < 1) d = 1
    return sprintf("%.2f (%.2f to %.2f)", median(key), v[d], v[n + 1 - d])
}

BEGIN {
    FS = "\t"
    split("iops mbs p50 p90 p99 p999 max client us", metrics, " ")
    while ((getline line < skips) > 0) { split(line, part, "\t"); skipped[part[1]] = part[2] }
    while ((getline line < arrangement) > 0) { split(line, part, "\t"); variants[part[1]] = part[2] }
}
{
    if (!(($1, $2) in seen)) { seen[$1, $2] = 1; labels[$1] = labels[$1] " " $2 }
    for (m = 1; m in metrics; m++) {
        add($1 SUBSEP $2 SUBSEP metrics[m], $(m + 3))
        if ($(m + 3) != "") single[$1, $2, metrics[m], $3] = $(m + 3)
    }
    if ($3 > rounds) rounds = $3
}
END {
    print "| row | variant | IOPS | least to most | MB/s | µs server | µs load | p50 µs | p99 µs | p99.9 µs | IOPS ratio | µs ratio |"
    print "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    total = split(names, order, " ")
    for (i = 1; i <= total; i++) {
        row = order[i]
        if (row in skipped) printf "| %s | skipped: %s | | | | | | | | | | |\n", row, skipped[row]
        n = split(arranged(row), label, " ")
        for (j = 1; j <= n; j++) {
            key = row SUBSEP label[j] SUBSEP
            first = row SUBSEP label[1] SUBSEP
            printf "| %s | %s | %s | %s to %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", row, label[j], number(median(key "iops"), "%d"),
                number(least(key "iops"), "%d"), number(most(key "iops"), "%d"), number(median(key "mbs"), "%.0f"),
                number(median(key "us"), "%.2f"), number(median(key "client"), "%.2f"), number(median(key "p50"), "%.1f"),
                number(median(key "p99"), "%.1f"), number(median(key "p999"), "%.1f"),
                j == 1 ? "" : ratio(median(first "iops"), median(key "iops")), j == 1 ? "" : ratio(median(first "us"), median(key "us"))
        }
    }
    pairs()
    for (key in seen) {
        split(key, part, SUBSEP)
        for (m = 1; m in metrics; m++)
            print part[1], part[2], metrics[m], median(part[1] SUBSEP part[2] SUBSEP metrics[m]) > medians
    }
}

# As rows.sh names them: turns change who is first in a round.
function arranged(row,    n, k, word, all, rest) {
    n = split(variants[row], word, " ")
    for (k = 1; k <= n; k++) if ((row, word[k]) in seen) all = all " " word[k]
    return all == "" ? labels[row] : all
}

function pairs(    i, j, n, label, row, begun) {
    for (i = 1; i <= total; i++) {
        row = order[i]
        if (row !~ /-1x1$/) continue
        n = split(arranged(row), label, " ")
        for (j = 2; j <= n; j++) {
            if (!begun++) {
                print "\nDepth 1, ratios within pairs of one turn: median (95 % interval of the median)\n"
                print "| row | to | p50 | p99 | IOPS |\n|---|---|--:|--:|--:|"
            }
            printf "| %s | %s | %s | %s | %s |\n", row, label[j], interval(row, label[1], label[j], "p50"),
                interval(row, label[1], label[j], "p99"), interval(row, label[1], label[j], "iops")
        }
    }
}
