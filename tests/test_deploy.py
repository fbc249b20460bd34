"""The files that docs/deploy hands out do what its pages say, as far as a test can run them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.config.credentials import needed_secrets
from bot.config.load import load_config
from bot.config.state import PASSWORD
from bot.demo.workbooks import publication_workbooks
from bot.rehearsal.ice import RehearsedPublication
from bot.service.roles import Role
from tests.doubles.ice import RehearsalPage

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
UNIT = DEPLOY / "watch287g.service"
WORKFLOW = (DEPLOY / "github-actions.yml").read_text("utf-8")
MOST_EXPOSED = 1.5

CONFIG = """
[watch]
page = "{page}"

[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
"""


def _analyze(*words: str) -> str:
    """What systemd-analyze prints; skips the test where this machine has none."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not on this machine")
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def test_systemd_finds_no_mistake_in_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "watch287g"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/watch287g/bin/watch287g", str(program)), "utf-8")
    assert [line for line in _analyze("verify", str(unit)).splitlines() if UNIT.name in line] == []


def test_the_unit_is_as_little_exposed_as_its_page_says() -> None:
    said = _analyze("security", "--offline=true", "--no-pager", str(UNIT))
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    if found is None:
        pytest.skip(f"this systemd-analyze can't look at a unit file offline: {said[:80]}")
    assert float(found[1]) <= MOST_EXPOSED
    if "systemd 252 " in _analyze("--version"):  # others weigh other things
        assert f"**{found[1]}** on a scale" in (DEPLOY / "systemd.md").read_text("utf-8")


def test_the_unit_loads_each_secret_that_it_may_do_without() -> None:
    text = UNIT.read_text("utf-8")
    empty = set(re.findall(r"^SetCredential=(\w+):", text, re.MULTILINE))
    loaded = dict(re.findall(r"^LoadCredential=(\w+):(\S+)$", text, re.MULTILINE))
    assert empty == set(loaded) >= {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SMTP_PASSWORD", "HEARTBEAT_URL"}
    assert {name: path.rpartition("/")[2] for name, path in loaded.items()} == {name: name for name in loaded}


def test_the_image_is_made_of_pinned_packages_and_runs_as_a_number_that_is_not_root() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in text
    assert not re.search(r"index-url|https?://", text)
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", text, re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["watch287g"\]$', text, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .*CMD \["watch287g", "health", "--alive"\]$', text, re.MULTILINE)


def test_nothing_but_what_the_image_is_made_of_goes_to_its_builder() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] not in {"#", ""}]
    assert lines[0] == "*"
    wanted = {line[1:] for line in lines if line.startswith("!")}
    assert {name for name in wanted if not (ROOT / name).exists()} == set()
    assert not wanted & {"config.toml", "secrets", "var", ".git", "tests"}


def test_the_compose_file_takes_all_rights_away() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert f"    {line}\n" in text
    assert not re.search(r"privileged: true|network_mode|ports:", text)


def test_the_workflow_has_one_run_at_a_time_and_asks_for_no_right_but_to_write_the_branch() -> None:
    assert re.search(r"^permissions:\n  contents: write\n\n", WORKFLOW, re.MULTILINE)
    assert "cancel-in-progress: false" in WORKFLOW
    assert "timeout-minutes: " in WORKFLOW
    assert re.findall(r"uses: (\S+)", WORKFLOW) == ["actions/checkout@v5"]


def test_no_expression_is_pasted_into_a_script_of_the_workflow() -> None:
    assert [name for name, script in _steps() if "${{" in script] == []


def _steps() -> list[tuple[str, str]]:
    """The workflow's scripts in their order, with the names of their steps."""
    found = []
    for step in re.split(r"^      - name: ", WORKFLOW, flags=re.MULTILINE)[1:]:
        name, _, rest = step.partition("\n")
        script = re.search(r"^        run: \|\n((?: {10}.*\n|\n)+)", rest, re.MULTILINE)
        assert script is not None, name
        found.append((name, re.sub(r"^ {10}", "", script[1], flags=re.MULTILINE)))
    return found


class Actions:
    """GitHub's part in it: a repository to push to, and a new machine with a clone for each run."""

    def __init__(self, folder: Path, page: str) -> None:
        self.folder, self.remote, self.runs = folder, folder / "remote.git", 0
        home = folder / "home"
        home.mkdir()
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONPATH": str(ROOT),
        }
        self._git("init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        first = folder / "first"
        self._git("clone", "--quiet", str(self.remote), str(first))
        (first / "desk").mkdir()
        (first / "desk" / "config.toml").write_text(CONFIG.format(page=page), "utf-8")
        self._git("-C", str(first), "add", "--all")
        self._git(
            "-C", str(first), "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "x"
        )
        self._git("-C", str(first), "push", "--quiet", "origin", "HEAD:main")

    def _git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], env=self.environ, capture_output=True, text=True, check=True, timeout=30)
        return done.stdout

    def state(self) -> list[str]:
        """The messages of the commits on the branch "state", newest first."""
        return self._git("-C", str(self.remote), "log", "--format=%s", "state").splitlines()

    def files(self) -> set[str]:
        """What lies at the top of the branch "state"."""
        return set(self._git("-C", str(self.remote), "ls-tree", "--name-only", "state").split())

    def run(self, *, first: bool = False, config: str = "") -> tuple[int, str]:
        """All steps but the installation, on a new machine, until one fails; `config` is written behind the config."""
        self.runs += 1
        clone = self.folder / f"run{self.runs}"
        self._git("clone", "--quiet", "--branch", "main", str(self.remote), str(clone))
        with (clone / "desk" / "config.toml").open("a") as file:
            file.write(config)
        program = clone / ".venv" / "bin" / "watch287g"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot.cli "$@"\n')
        program.chmod(0o755)
        environ = self.environ | {
            "WATCH287G_CONFIG": str(clone / "desk" / "config.toml"),
            "STATE_DIRECTORY": str(clone / "var"),
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_OUTPUT": str(clone / "output"),
            "FIRST": "true" if first else "false",
        }
        said = ""
        for name, script in _steps():
            if name == "Install":
                continue
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
                cwd=clone, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                timeout=60,
            )  # fmt: skip
            said += done.stdout
            if done.returncode != 0:
                return done.returncode, said
            if name == "Look at ICE's list":
                environ["STATUS"] = (clone / "output").read_text().strip().removeprefix("status=")
        return 0, said


@pytest.fixture(scope="module")
def publications() -> tuple[RehearsedPublication, ...]:
    return tuple(publication_workbooks())


@pytest.fixture
def page(publications: tuple[RehearsedPublication, ...]) -> Iterator[RehearsalPage]:
    with RehearsalPage(publications) as found:
        yield found


@pytest.mark.skipif(shutil.which("git") is None or shutil.which("bash") is None, reason="needs git and bash")
def test_the_workflow_keeps_its_state_from_run_to_run_and_tells_only_what_is_new(
    tmp_path: Path, page: RehearsalPage
) -> None:
    actions = Actions(tmp_path, page.url)
    status, said = actions.run()
    assert (status, "tick “first”" in said) == (1, True)  # nothing was begun in silence

    status, said = actions.run(first=True, config="statez = 1\n")
    assert (status, "Did you mean" in said) == (2, True)  # nothing to save yet, and the run is red for what is wrong

    status, said = actions.run(first=True)
    assert status == 0, said
    assert "First look" in said

    page.publish(5)
    status, said = actions.run()
    assert status == 0, said
    assert "ICE's list changed" in said
    assert "Told missouri" in said

    status, said = actions.run()
    assert status == 0, said
    assert "Nothing new" in said
    assert "Told" not in said
    assert actions.files() == {"state.json", "last-poll.json", "workbooks"}
    assert actions.state() == ["After run 5", "After run 4", "After run 3"]


@pytest.mark.skipif(shutil.which("git") is None or shutil.which("bash") is None, reason="needs git and bash")
def test_a_lost_state_branch_stops_the_workflow_instead_of_beginning_anew(tmp_path: Path, page: RehearsalPage) -> None:
    actions = Actions(tmp_path, page.url)
    assert actions.run(first=True)[0] == 0
    actions._git("-C", str(actions.remote), "branch", "-D", "state")
    page.publish(1)
    status, said = actions.run()
    assert status == 1
    assert "put the branch back" in said
    assert "First look" not in said


def _compose() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml")
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose-postgres.yaml").read_text("utf-8"))
    return found


def test_what_the_compose_file_has_the_bot_do_it_can_do() -> None:
    bots = {name: one for name, one in _compose()["services"].items() if one["image"] == "watch287g"}
    parts = {name: main.parser(one["command"]).parse_args(one["command"]) for name, one in bots.items()}
    assert {name: Role(part.only) for name, part in parts.items()} == {
        "poll": Role.POLL, "standby": Role.POLL, "deliver": Role.DELIVER,
    }  # fmt: skip
    assert bots["deliver"]["deploy"]["replicas"] == 2
    image = (ROOT / "Dockerfile").read_text("utf-8")
    owner = re.search(r"^USER (\d+):", image, re.MULTILINE)
    assert owner is not None
    for one in bots.values():
        assert all(f"{name}=" in image for name in one["environment"])
        folders = {place.partition(":")[0] for place in one["tmpfs"]}
        assert one["environment"]["STATE_DIRECTORY"] in folders
        assert f"uid={owner[1]}" in str(one["tmpfs"])
        assert "./data:/data:ro" in one["volumes"]  # where the image looks for its config


def test_all_that_the_compose_file_names_it_has_and_the_program_knows(tmp_path: Path) -> None:
    compose, page = _compose(), (DEPLOY / "postgres.md").read_text("utf-8")
    services = compose["services"]
    keys = ("volumes", "secrets", "depends_on")
    named = {key: {each.split(":")[0] for one in services.values() for each in one.get(key, ())} for key in keys}
    assert {name for name in named["volumes"] if not name.startswith(".")} == set(compose["volumes"])
    assert named["secrets"] == set(compose["secrets"])
    assert named["depends_on"] <= set(services)
    assert all(found["file"] == f"./secrets/{name}" for name, found in compose["secrets"].items())
    (address,) = re.findall(r'`database =\s+("postgresql://watch287g@/[^`]+")`', page)
    path = tmp_path / "config.toml"
    desk = CONFIG.format(page="https://example.org/287g").replace("terminal = true", 'slack = ["C0DESK00001"]')
    path.write_text(f"[state]\ndatabase = {address}\n[health]\nmetrics_port = 9287\n{desk}", "utf-8")
    config = load_config(path, {"STATE_DIRECTORY": "/state"})
    assert config.database is not None
    assert {PASSWORD, *needed_secrets(config)} == named["secrets"]
    socket = config.database.url.partition("?host=")[2]
    assert all(f"socket:{socket}" in one["volumes"] for name, one in services.items() if name != "prometheus")
    assert f"127.0.0.1:{config.health.metrics_port}" in compose["configs"]["scrape"]["content"]
    assert services["prometheus"]["network_mode"] == "service:poll"
    assert services["database"]["environment"]["POSTGRES_USER"] in config.database.url
