# Completion for bash: source this file. The words of commands come from the running target.
_scst() {
    local words last before line=${COMP_LINE:0:COMP_POINT}
    IFS=$' \t' read -r -a words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    last=${words[-1]}
    local IFS=$'\n'
    COMPREPLY=($("${words[0]}" --complete "${words[@]:1}" 2>/dev/null))
    [ ${#words[@]} -gt 2 ] || COMPREPLY+=($(compgen -W $'run\nstop\nrestart\nstatus\ntest\nbench\nshell\ninstall\nuninstall' -- "$last"))
    # For bash a word begins again after a colon and after an equals sign; for scst it does not.
    before=${last%"${last##*[:=]}"}
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
    [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
    return 0
}
complete -F _scst scst ./scst
