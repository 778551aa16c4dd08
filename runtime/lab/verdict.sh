# Sourced by the scripts of this room and by ../bench: counts checks and ends a script with its verdict.
# Every check prints one line, PASS, FAIL or SKIP; the exit status is 0 passed, 1 failed, 2 wrong usage, 77 skipped.

room=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); echo "PASS $*"; }
fail() { failed=$((failed + 1)); echo "FAIL $*"; }
skip() { skipped=$((skipped + 1)); echo "SKIP $*"; }

# Prints the usage comment at the top of the calling script (its lines after the first, up to the first that is no comment).
usage() {
    sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0" >&2
    exit 2
}

# needs PROGRAM PACKAGE: without the program the whole script is skipped, by name.
needs() {
    PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null && return
    echo "SKIP $(basename "$0"): $1 is not installed (apt-get install $2)"
    exit 77
}

# check NAME COMMAND...: passes when the command succeeds; its output is shown only when it does not.
check() {
    local name=$1 output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    if [ $status = 0 ]; then pass "$name"; else fail "$name: status $status: $(tail -n 5 <<<"$output" | tr '\n' ' ')"; fi
}

# relay_verdicts NAME COMMAND...: counts the lines PASS and FAIL that the command says; NAME fails when it ends otherwise without one.
relay_verdicts() {
    local name=$1 line status=0 output
    shift
    output=$("$@" 2>&1) || status=$?
    while IFS= read -r line; do
        case $line in
            PASS*) pass "${line#PASS }" ;;
            FAIL*) fail "${line#FAIL }" ;;
            *) echo "$line" ;;
        esac
    done <<<"$output"
    [ $status = 0 ] || grep -q ^FAIL <<<"$output" || fail "$name: status $status"
}

# ends STATUS NAME PATTERN COMMAND...: passes when the command ends so and its output has a line that matches.
ends() {
    local expected=$1 name=$2 pattern=$3 output status=0
    shift 3
    output=$(timeout 60 "$@" 2>&1) || status=$?
    if [ $status != "$expected" ]; then fail "$name: status $status, not $expected: $(tail -n 3 <<<"$output" | tr '\n' ' ')"
    elif ! grep -qE -- "$pattern" <<<"$output"; then fail "$name: no \"$pattern\" in: $(tail -n 3 <<<"$output" | tr '\n' ' ')"
    else pass "$name"; fi
}

# free_port: one of loopback that nothing listens on; below those that the kernel gives to clients.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
    done
}

# listening ADDRESS PORT SECONDS: waits until something accepts connections there.
listening() {
    local end=$((SECONDS + $3))
    until (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

# begin_target OUTPUT: has the target of SCST_HOME serve in the background; a busy machine may take longer than what "run" waits for.
begin_target() {
    "$room/../../scst" run --background >"$1" 2>&1 || "$room/../../scst" status --wait=120 >>"$1" 2>&1
}

# ended PID: waits until a process that was killed has gone, with what it had open and locked; 1 when it has not within 60 s.
ended() {
    for _ in {1..1200}; do
        [ -e "/proc/$1" ] || return 0
        # A zombie has let go of all when none of its threads is left.
        ! { grep -qs '^State:.Z' "/proc/$1/status" && [ "$(ls "/proc/$1/task" 2>/dev/null | wc -l)" -le 1 ]; } || return 0
        sleep 0.05
    done
    return 1
}

# stop PID [SECONDS]: ends one process that this script started and waits for it; kills it when it does not end in time (5 s).
stop() {
    kill "$1" 2>/dev/null || return 0
    for _ in $(seq $((${2:-5} * 10))); do kill -0 "$1" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# stop_group PID: the same for a process started with setsid, and for all of its children.
stop_group() {
    kill -- "-$1" 2>/dev/null || return 0
    wait "$1" 2>/dev/null || true
}

# conclude: the last line and the exit status.
conclude() {
    local counts="$passed passed, $failed failed, $skipped skipped, $SECONDS s" name
    name=$(basename "$0")
    if [ $failed -gt 0 ]; then echo "FAIL $name: $counts"; exit 1; fi
    if [ $passed = 0 ]; then echo "SKIP $name: $counts"; exit 77; fi
    echo "PASS $name: $counts"
    exit 0
}
