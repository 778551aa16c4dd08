# figures.awk: whether each figure was reached. Reads figures; -v medians=FILE -v facts=FILE hold what was measured; -v whole=1 lists what was not.
BEGIN {
    FS = " *[|] *"
    while ((getline line < medians) > 0) {
        split(line, part, " ")
        measured[part[1] ":" part[2] ":" part[3]] = part[4]
        if (part[2] ~ /^tgt-/ && part[4] > measured[part[1] ":best-tgt:" part[3]] + 0) measured[part[1] ":best-tgt:" part[3]] = part[4]
    }
    while ((getline line < facts) > 0) { split(line, part, "\t"); measured["fact:" part[2]] = part[3] }
    print "| figure | to be | measured | |"
    print "|---|--:|--:|---|"
}
/^#/ || NF < 4 { next }
{
    value = ""
    if ($2 in measured) value = measured[$2]
    else if (split($2, term, " / ") == 2 && measured[term[1]] != "" && measured[term[2]] + 0 > 0) value = measured[term[1]] / measured[term[2]]
    if (value == "" && !whole) next
    if (value == "") { print "| " $1 " | " $3 " " $4 " | - | not measured |"; next }
    value += 0
    good = $3 == ">=" ? value >= $4 : $3 == "<=" ? value <= $4 : value < $4
    printf "| %s | %s %s | %.2f | %s |\n", $1, $3, $4, value, good ? "PASS" : "**MISS**"
}
