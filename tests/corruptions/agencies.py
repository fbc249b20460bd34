"""What an agency is called: a grammar of titles by office and by class of title.

Whatever two titles of one agency have in common, they are one; two agencies are two because they were drawn as two.
Nothing here asks how the bot compares.
"""

from dataclasses import dataclass
from random import Random

TITLES: dict[str, dict[str, tuple[str, ...]]] = {
    "sheriff": {
        "usual": ("{county} Sheriff's Office", "{county} Sheriff's Department"),
        "retitled": (
            "{county} Sheriff", "Sheriff of {county}", "Office of the Sheriff, {county}", "{bare} Sheriff's Office",
        ),
        "duties": (
            "{county} (Metro) Sheriff's Office", "{county} Sheriff's Office & Jail",
            "{county} Sheriff's Office [Civil]",
        ),
        "signatory": ("{county} Board of County Commissioners", "{county} Commission/ Corrections Department"),
    },
    "police": {
        "usual": ("{place} Police Department", "City of {place} Police Department"),
        "retitled": (
            "{place} Department of Police", "{place} Police", "Police Department of {place}", "{place} Police Bureau",
        ),
        "duties": (
            "{place} Police & Rescue", "{place} Police and Fire Rescue Department",
            "{place} Department of Public Safety",
        ),
        "signatory": ("City of {place}", "{place} City Council", "Mayor and Council of {place}"),
    },
    "jail": {
        "usual": ("{county} Jail", "{county} Detention Center"),
        "retitled": ("{county} Detention Facility", "{county} Correctional Center", "{bare} County Jail"),
        "duties": ("{county} Adult Detention Center", "{county} ADC", "{county} Jail & Work Release"),
        "signatory": ("{county} Fiscal Court", "{county} Board of Supervisors"),
    },
    "attorney": {
        "usual": ("{county} Attorney's Office",),
        "retitled": ("Office of the {county} Attorney", "{county} Attorney"),
        "duties": ("{county} Attorney's Office Investigators",),
    },
    "constable": {
        "usual": ("{county} Constable Precinct {number}", "{county} Constable's Office Precinct {number}"),
        "retitled": (
            "{county} Constable Pct. {number}", "{county} Precinct {number} Constable",
            "{county} Constable, Pct {number}",
        ),
        "duties": ("{county} Constable Precinct {number} (Criminal Interdiction)",),
    },
    "marshal": {
        "usual": ("{place} Marshal's Office", "{place} City Marshal's Office"),
        "retitled": ("{place} Marshal", "{place} Marshal Service"),
        "duties": ("{place} Marshal's Office, Criminal Investigations",),
    },
    "campus": {
        "usual": ("{place} Police Department", "{place} Department of Public Safety"),
        "retitled": ("{place} Campus Police", "{place} Police", "Police Department of {place}"),
        "duties": ("{place} Police & Security",),
        "signatory": ("Board of Trustees of {place}", "District Board of Trustees of {place}", "{place}"),
    },
    "airport": {
        "usual": ("{place} Police Department",),
        "retitled": ("{place} Police", "{place} Department of Public Safety"),
        "duties": ("{place} Police & Fire",),
        "signatory": ("{place} Authority", "{place} Board of Commissioners"),
    },
    "school": {
        "usual": ("{place} Independent School District Police Department", "{place} ISD Police Department"),
        "retitled": ("{place} ISD PD", "{place} Ind. School District Police", "{place} I.S.D. Police Dept."),
        "signatory": ("{place} Independent School District",),
    },
    "township": {
        "usual": ("{place} Township Police Department",),
        "retitled": ("Township of {place} Police Department", "{place} Twp. Police Department", "{place} Twp Police"),
        "signatory": ("Township of {place}", "{place} Township Board of Supervisors"),
    },
    "state": {"usual": ("{place}",), "duties": ("{place}, Enforcement Division", "{place} (Troop Command)")},
}  # fmt: skip
_UNITS = (
    " - Jail Division", ", Criminal Investigations", " Patrol Division", " (Corrections Bureau)",
    " Special Operations Unit",
)  # fmt: skip
COUNTY_OFFICES = frozenset({"sheriff", "jail", "attorney", "constable"})
_LEVELS = {"state": "State", "police": "Municipality", "township": "Municipality", "marshal": "Municipality"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency. `place` is its town, college or airport, or a state agency's whole name; `county` is for the cell."""

    state: str
    office: str
    place: str
    county: str
    number: int = 1
    title: str = ""

    @property
    def level(self) -> str:
        return _LEVELS.get(self.office, "County" if self.office in COUNTY_OFFICES else "Municipality")

    def named(self, title: str) -> str:
        """The agency under one of its titles."""
        bare = self.county.rsplit(" ", 1)[0]
        return title.format(county=self.county, place=self.place, number=self.number, bare=bare)

    @property
    def name(self) -> str:
        return self.named(self.title or TITLES[self.office]["usual"][0])

    def titled(self, rng: Random, kind: str) -> str | None:
        """Another name of the same agency, of a class of titles ("unit" fits every office); None where it has none."""
        if kind == "unit":
            return self.name + rng.choice(_UNITS)
        names = [name for title in TITLES[self.office].get(kind, ()) if (name := self.named(title)) != self.name]
        return rng.choice(names) if names else None
