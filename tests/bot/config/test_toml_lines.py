import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.toml_lines import line_of, lines_of
from notifiers.text.section import Keys

TRICKY = '''\
# [not.a.section]
top = "a # b [c] \\" = 'd'"   # comment with "quote
'quoted.key' = 1.5
a.b . "c d" = true
[watch]   # [[watch]]
page = """
[inside]
x = 1 # no comment
""\\""
"""""
raw = \'\'\'
[[inside]]
\'\'\'
empty = ""
when = 1979-05-27 07:32:00Z
list = [
  "one, #",  # ], "two"

  [ "in", [], {deep = [1,
    2], e.f = "}"} ],
]
point = {x = 1, "y z" = { w = 2 }, q.r = 3}
[[subscription]]
name = "one"
[subscription.more]
k = 1
[[subscription]]
[[subscription.part]]
n = 1
[[subscription.part]]
n = 2
last = "end"'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("top",), 2),
        (("quoted.key",), 3),
        (("a", "b", "c d"), 4),
        (("watch",), 5),
        (("watch", "page"), 6),
        (("watch", "raw"), 11),
        (("watch", "empty"), 14),
        (("watch", "when"), 15),
        (("watch", "list", 0), 17),
        (("watch", "list", 1), 19),
        (("watch", "list", 1, 2, "deep", 0), 19),
        (("watch", "list", 1, 2, "deep", 1), 20),
        (("watch", "list", 1, 2, "e", "f"), 20),
        (("watch", "point", "y z", "w"), 22),
        (("watch", "point", "q", "r"), 22),
        (("subscription", 0, "name"), 24),
        (("subscription", 0, "more", "k"), 26),
        (("subscription", 1), 27),
        (("subscription", 1, "part", 0, "n"), 29),
        (("subscription", 1, "part", 1, "n"), 31),
        (("subscription", 1, "part", 1, "last"), 32),
    ],
)
def test_each_key_and_item_is_found_on_its_line(keys: Keys, line: int) -> None:
    assert lines_of(TRICKY)[keys] == line


def test_a_missing_key_is_placed_where_its_section_begins() -> None:
    lines = lines_of(TRICKY)
    assert line_of(lines, ("subscription", 1, "states", 4)) == 27
    assert line_of(lines, ("nowhere",)) == 1


def test_every_value_that_tomllib_reads_has_a_line() -> None:
    assert set(_paths(tomllib.loads(TRICKY))) == set(lines_of(TRICKY))


NASTY = st.text(alphabet="ab#[]{}=,.'\"\\\n é", max_size=8)
KEY = st.sampled_from(["a", "b-1", "'c.d'", '"e # \\" ["', "f . g", "h.i"])


def _basic(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _multi(text: str) -> str:
    return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'


SCALAR = st.one_of(
    NASTY.map(_basic), NASTY.map(_multi), st.sampled_from(["1", "-2.5e3", "true", "1979-05-27", "07:32:00", "''"])
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[\n" + ", # ]\n".join(items) + "\n]"),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.sampled_from(["[s]", "[[t]]", "[t.u]", "['v w'.x]", ""]), KEY, VALUE), max_size=6))
def test_whatever_the_file_holds_every_value_has_a_line_and_named_keys_stand_on_theirs(
    parts: list[tuple[str, str, str]],
) -> None:
    text = "".join(f"{header}\n{key} = {value}\n" for header, key, value in parts)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = lines_of(text)
    assert set(_paths(values)) == set(lines)
    for keys, line in lines.items():
        last_name = [key for key in keys if isinstance(key, str)][-1]
        if keys[-1] == last_name:
            assert last_name.partition(" # ")[0] in text.split("\n")[line - 1]


def _paths(value: object, path: Keys = ()) -> Iterator[Keys]:
    if path:
        yield path
    pairs: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for key, inner in pairs:
        yield from _paths(inner, (*path, key))
