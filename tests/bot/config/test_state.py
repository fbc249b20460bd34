"""[state]: a database in place of the folder, with its password out of the file and its server proved."""

from pathlib import Path

import pytest

from bot.config.load import ConfigError, load_config
from bot.config.model import Config
from state.place import Place
from tests.bot.newsroom import TWO_DESKS

FAR = "postgresql://desk@db.example.org/news"


def read(folder: Path, state: str, **environ: str) -> Config:
    path = folder / "config.toml"
    path.write_text(f"[state]\n{state}\n{TWO_DESKS}", "utf-8")
    return load_config(path, environ)


def test_without_a_database_the_state_is_in_the_folder(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert config.place == Place(folder=tmp_path / "var")


def test_a_database_has_its_password_from_the_secrets(tmp_path: Path) -> None:
    database = read(tmp_path, f'database = "{FAR}"\nfiles = "./kept"', DATABASE_PASSWORD="hunter2").database
    assert database is not None
    assert (database.url, database.password(), database.files) == (FAR, "hunter2", tmp_path / "kept")
    assert "hunter2" not in repr(database)
    near = read(tmp_path, 'database = "postgresql:///news?host=/var/run/postgresql"').database
    assert near is not None
    assert near.password() == ""


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ('database = "postgresql://desk:hunter2@db.example.org/news"', "this line holds a password"),
        ('database = "postgresql://desk@db.example.org/news?password=hunter2"', "holds a password. Take it out"),
        ('database = "postgresql://desk:hun/ter2@db.example.org/news"', "holds a password. Take it out"),
        ('database = "postgresql://desk:hun?ter2@db.example.org/news"', "holds a password"),
        ('database = "postgresql://desk:hun#ter2@db.example.org/news"', "holds a password"),
        ('database = "postgresql://desk:hunter2/news"', "is no address of a database"),
        ('database = "host=db.example.org password=hunter2"', "is no address of a database"),
        ('database = "postgresql://desk%zz@db.example.org/hunter2"', "is no address of a database"),
        ('database = "mysql://db.example.org/news"', "is no address of a database"),
        (f'database = "{FAR}?sslmode=require"', "sslmode=require would let another machine pass for the database"),
        ('database = "postgresql:///news"\nfiles = "databse"', 'Did you mean "database"?'),
        ('database = "postgresql:///news"\nfiles = "folder"', "a folder that all machines share"),
        ('databse = "postgresql:///news"', 'Did you mean "database"?'),
    ],
)
def test_what_would_leak_or_mislead_is_refused(tmp_path: Path, state: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(tmp_path, state)
    assert said in str(error.value)
    assert not any(secret in str(error.value) for secret in ("hunter2", "ter2"))


@pytest.mark.parametrize(
    ("host", "is_near"),
    [
        ("", True),
        ("localhost:5433", True),
        ("[::1]:5433", True),
        ("127.0.0.1,10.0.0.7", False),
        ("10.0.0.7:5432", False),
    ],
)
def test_a_server_on_this_machine_needs_no_certificate(tmp_path: Path, host: str, is_near: bool) -> None:
    address = f"postgresql://desk@{host}/news"
    database = read(tmp_path, f'database = "{address}"').database
    assert database is not None
    assert database.is_near is is_near
