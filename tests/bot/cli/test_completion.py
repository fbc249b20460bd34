"""Completion, tried in the shells themselves, where they are installed."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from bot.cli.completion import SHELLS
from bot.cli.main import VERBS, run
from bot.exits import Exit

ASKED = {
    "sta": {"status", "state"},
    "hold a": {"accept"},
    "hold accept pa": {"participating"},
    "preview somebody --as s": {"slack"},
    "find boone --state W": {"WA", "WV", "WI", "WY"},
    "events --kind pending_": {"pending_dropped"},
    "export r": {"roll"},
    "completion z": {"zsh"},
    "status --js": {"--json"},
}


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Path:
    """The script for a shell."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    assert run(["completion", shell], {}) == Exit.FINE
    file = tmp_path / f"watch287g.{shell}"
    file.write_text(capsys.readouterr().out, "utf-8")
    return file


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_completes(script: Path) -> None:
    for typed, completed in ASKED.items():
        assert _bash(script, *typed.split(" ")) == completed


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_completes_behind_an_equals_sign(script: Path) -> None:
    assert {"NE", "NY"} <= _bash(script, "find", "--state", "=", "N")


def _bash(script: Path, *words: str) -> set[str]:
    line = " ".join(["watch287g", *(f"'{word}'" for word in words)])
    ask = f'. {script}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _watch287g; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "--norc", "-c", ask], capture_output=True, text=True, check=True, timeout=20)
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_completes(script: Path, tmp_path: Path) -> None:
    environ = os.environ | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    for typed, completed in ASKED.items():
        ask = f"source {script}; complete -C 'watch287g {typed}'"
        done = subprocess.run(
            ["fish", "--no-config", "-c", ask], capture_output=True, text=True, check=True, timeout=20, env=environ
        )
        assert {line.split("\t")[0] for line in done.stdout.splitlines()} == completed, done.stderr


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_completes(script: Path, tmp_path: Path) -> None:
    """At a terminal of its own: zsh completes nowhere else."""
    parent, child = pty.openpty()
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb", "PS1": "> "}
    with subprocess.Popen(
        ["zsh", "-f", "-i"], stdin=child, stdout=child, stderr=child, env=environ, close_fds=True
    ) as shell:
        os.close(child)
        try:
            _until(parent, "> ")
            setup = f"autoload -Uz compinit; compinit -u -D; setopt no_beep list_ambiguous; . {script}; echo re''ady\n"
            os.write(parent, setup.encode())
            _until(parent, "ready\r\n")
            for typed, completed in ASKED.items():
                os.write(parent, f"watch287g {typed}\t\t".encode())
                seen = _until(parent, *completed)
                assert completed <= set(re.findall(r"[\w-]+", seen)), (typed, seen)
                os.write(parent, b"\x15")
        finally:
            shell.kill()
            os.close(parent)


def _until(terminal: int, *words: str) -> str:
    """What the terminal shows until all the words stand there; or what it shows in ten seconds."""
    seen, end = "", time.monotonic() + 10
    while time.monotonic() < end and not all(word in seen for word in words):
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536).decode("utf-8", "replace")
    return seen


@pytest.mark.parametrize("shell", SHELLS)
def test_every_verb_is_in_every_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell], {}) == Exit.FINE
    script = capsys.readouterr().out
    assert all(re.search(rf"\b{verb}\b", script) for verb in VERBS)
