# watch287g's completion for fish. Put it into ~/.config/fish/completions/watch287g.fish
function __watch287g_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case @paths@
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
@lines@
