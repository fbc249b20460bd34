#compdef watch287g
# watch287g's completion for zsh. In ~/.zshrc, behind compinit: eval "$(watch287g completion zsh)"
_watch287g() {
    local at="" word prev="${words[CURRENT-1]}"
    local -a found flags
    for word in "${(@)words[2,CURRENT-1]}"; do
        case "$at $word" in
            @paths@) at="$at $word" ;;
        esac
    done
    case "$at:$prev" in
        @values@
    esac
    case "$at" in
        @words@
    esac
    if [[ ${words[CURRENT]} == -* ]]; then _describe -o flag flags; return; fi
    (( $#found )) && _describe word found || _files
}
if [[ $funcstack[1] == _watch287g ]]; then _watch287g "$@"; else compdef _watch287g watch287g; fi
