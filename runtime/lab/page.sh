# Sourced by scripts that run the commands of a page and compare the shape of what they print.
#
# Commands are the lines that begin with "$ " in blocks marked "console". "<!-- on: PLACE -->" before a block says where it is
# typed, a block without it is for the target's machine; "<!-- run: COMMAND -->" prepares there, unseen by readers. A script
# runs what belongs to the places for which it has a function on_PLACE COMMAND, and leaves the others to other scripts;
# missing_PLACE says why it cannot here.
# Shape: numbers, times, serials and widths may differ, words may not.

# shape: standard input without what is not the page's to fix, nor what is said of progress where a machine is slow.
shape() { sed -E '/^Waiting until .* \([0-9]+ s\) \.\.\.$/d; s#(/usr)?/lib/systemd#/lib/systemd#g; s/0x[0-9a-f]+/N/g; s/[0-9]+(\.[0-9]+)+/N/g; s/\b[0-9a-f]*[0-9][0-9a-f]*\b/N/g; s/[0-9]+/N/g; s/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/DAY/g; s/\bN ([KMGT]i)?B\b/N SIZE/g; s/\bN(us|ms|s)\b/N SPAN/g; s/ +/ /g; s/ $//'; }

serves() { declare -F "on_$place" >/dev/null; }

# The command of a block has all of its output now.
finish_command() {
    local found name=$command reason=missing_$place
    [ -n "$command" ] || return 0
    command=
    if ! serves || [ -n "${!reason:-}" ]; then
        ! serves || skip "$name: ${!reason}"
        printf '$ %s\n%s' "$name" "$expected" >>"$walked"
        return
    fi
    found=$("on_$place" "$name" | sed -E 's/[[:space:]]+$//')
    printf '$ %s\n' "$name" >>"$walked"
    [ -z "$found" ] || printf '%s\n' "$found" >>"$walked"
    if diff <(shape <<<"${expected%$'\n'}") <(shape <<<"$found") >"$walked.differences"; then pass "$name"
    elif [ -n "$write" ]; then skip "$name: written anew"
    else fail "$name: $(grep '^[<>]' "$walked.differences" | head -n 6 | tr '\n' ' ')"; fi
}

prepare_page() { # COMMAND
    local reason=missing_$place output
    serves && [ -z "${!reason:-}" ] || return 0
    output=$("on_$place" "$1") || fail "to prepare: $1: $(tail -n 2 <<<"$output")"
}

# walk PAGE WALKED: runs what is to be run; WALKED becomes the page with what was printed. With "write" set no output is wrong.
walk() {
    local block='' command='' expected='' place=target line
    walked=$2
    : >"$walked"
    while IFS= read -r line <&3; do
        case $block:$line in
            ':<!-- on: '*) place=${line#'<!-- on: '} place=${place%' -->'} ;;
            ':<!-- run: '*) line=${line#'<!-- run: '} && prepare_page "${line%' -->'}" && line="<!-- run: $line" ;;
            ':```console') block=console ;;
            'console:```') finish_command && block='' place=target ;;
            'console:$ '*) finish_command && command=${line#'$ '} expected='' && continue ;;
            console:*) expected+=$line$'\n' && continue ;;
        esac
        printf '%s\n' "$line" >>"$walked"
    done 3<"$1"
}
