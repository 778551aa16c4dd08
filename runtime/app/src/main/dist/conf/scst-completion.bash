# Completion for bash: source this file. The words of commands come from the running target.
_scst() {
    local first=(run stop restart status test shell) word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
    # A colon splits words for bash, not for scst.
    local line=${COMP_LINE:0:COMP_POINT} words before=
    read -r -a words <<<"" || true
    IFS=$' \t\n' read -r -a words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    [ "$word" = "${words[-1]}" ] || before=${words[-1]%"$word"}
    IFS=$'\n'
    COMPREPLY=($("${words[0]}" --complete "${words[@]:1}" 2>/dev/null))
    [ ${#words[@]} -gt 2 ] || COMPREPLY+=($(compgen -W "$(printf '%s\n' "${first[@]}")" -- "$word"))
    COMPREPLY=("${COMPREPLY[@]#"$before"}")
    [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
    return 0
}
complete -F _scst scst ./scst
