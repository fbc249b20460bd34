"""What else the record shows around an event: the agency's other agreements, firsts, switches of model."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta

from watchers.agreement import Agreement, Level, ListKind, Model
from watchers.names import take_apart
from watchers.register import Stand, Standing

_SWITCH_WITHIN = timedelta(days=7)  # ICE's two steps of one switch are seen on lists a few days apart


def agency_key(a: Agreement) -> Hashable:
    """Equal for the rows of one agency, whatever the model."""
    return a.state, take_apart(a.agency).folded


class Surroundings:
    """An index over the participating list's standings, as they are after a publication has been taken in."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self._by_agency: dict[Hashable, list[Standing]] = defaultdict(list)
        self._first_in_county: dict[Hashable, datetime] = {}
        self._first_in_state: dict[str, datetime] = {}
        self._has_blank_counties: set[str] = set()
        for s in standings:
            if s.list is not ListKind.PARTICIPATING:
                continue
            a = s.agreement
            self._by_agency[agency_key(a)].append(s)
            if a.state is not None:
                first = self._first_in_state.get(a.state)
                self._first_in_state[a.state] = s.first_seen if first is None else min(first, s.first_seen)
                if a.county is None and a.level is not Level.STATE:
                    self._has_blank_counties.add(a.state)
                elif a.county is not None:
                    first = self._first_in_county.get((a.state, a.county))
                    self._first_in_county[a.state, a.county] = (
                        s.first_seen if first is None else min(first, s.first_seen)
                    )

    def other_models(self, standing: Standing) -> tuple[Model, ...]:
        """The models of the agency's other listed agreements, in the enum's order."""
        held = {s.agreement.model for s in self._others(standing) if s.stand is Stand.LISTED}
        return tuple(model for model in Model if model in held)

    def first_of(self, standing: Standing) -> tuple[str, ...]:
        """Of what this newly seen agreement is the first that the record has: "agency", "county", "state"."""
        a, at = standing.agreement, standing.first_seen
        firsts = []
        if all(s.first_seen >= at for s in self._others(standing)):
            firsts.append("agency")
        tells_counties = a.state not in self._has_blank_counties  # else one of those rows may be of this county
        if a.county is not None and tells_counties and self._first_in_county.get((a.state, a.county)) == at:
            firsts.append("county")
        if a.state is not None and self._first_in_state.get(a.state) == at:
            firsts.append("state")
        return tuple(firsts)

    def switched_from(self, signed: Standing) -> Model | None:
        """The model that the agency left, within a few days of signing this one."""
        left = [
            s.agreement.model
            for s in self._others(signed)
            if s.stand in (Stand.MISSING, Stand.GONE)
            and s.missing_since is not None
            and abs(s.missing_since - signed.first_seen) <= _SWITCH_WITHIN
        ]
        return left[0] if len(left) == 1 else None

    def switched_to(self, gone: Standing) -> Model | None:
        """The model that the agency signed, within a few days of leaving this one."""
        if gone.missing_since is None:
            return None
        signed = [
            s.agreement.model
            for s in self._others(gone)
            if s.stand is Stand.LISTED and abs(gone.missing_since - s.first_seen) <= _SWITCH_WITHIN
        ]
        return signed[0] if len(signed) == 1 else None

    def _others(self, standing: Standing) -> list[Standing]:
        return [s for s in self._by_agency[agency_key(standing.agreement)] if s.id != standing.id]
