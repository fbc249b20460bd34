# watch287g's completion for bash. In ~/.bashrc: eval "$(watch287g completion bash)"
_watch287g() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path="" word words=""
    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$path $word" in
            @paths@) path="$path $word" ;;
        esac
    done
    case "$path:$prev" in
        @values@
    esac
    case "$path" in
        @words@
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _watch287g watch287g
