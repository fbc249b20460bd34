"""What else the record shows around an event: the agency's other agreements, firsts, switches of model."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from functools import cached_property

from watchers.model.agreement import Agreement, ListKind, Model, models_in_order
from watchers.model.register import ON_LIST, Stand, Standing
from watchers.names.spelling import folded
from watchers.names.whereabouts import Basis, whereabouts

_SWITCH_WITHIN = timedelta(days=7)  # ICE's two steps of one switch are seen on lists a few days apart


def agency_key(a: Agreement) -> Hashable:
    """Equal for the rows of one agency, whatever the model."""
    return a.state, folded(a.agency)


class AgencyIndex:
    """The participating list's agencies by state, as they are after a publication has been taken in."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self._standings = standings
        self._states: dict[str | None, _State] = {}

    @cached_property
    def _by_state(self) -> dict[str | None, list[Standing]]:
        found: dict[str | None, list[Standing]] = defaultdict(list)
        for s in self._standings:
            if s.list is ListKind.PARTICIPATING:
                found[s.agreement.state].append(s)
        return found

    def _state(self, code: str | None) -> "_State":
        """What is known of a state, looked up when it is first asked for: most news is of a few states."""
        if code not in self._states:
            self._states[code] = _State(self._by_state.get(code, ()))
        return self._states[code]

    def other_models(self, standing: Standing) -> tuple[Model, ...]:
        """The models of the agency's other listed agreements, each once."""
        return tuple(models_in_order(s.agreement.model for s in self._others(standing) if s.stand in ON_LIST))

    def first_of(self, standing: Standing) -> tuple[str, ...]:
        """Of what this newly seen agreement is the first that the record has: "agency", "county", "state"."""
        a, at = standing.agreement, standing.first_seen
        state, firsts = self._state(a.state), []
        if all(s.first_seen >= at for s in self._others(standing)):
            firsts.append("agency")
        if a.state is None:
            return tuple(firsts)
        county = whereabouts(a).county  # none of a state's own agency, whatever ICE prints
        if county is not None and state.tells_counties and state.first_in_county.get(county.fips) == at:
            firsts.append("county")
        if state.first == at:
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
            if s.stand in ON_LIST and abs(gone.missing_since - s.first_seen) <= _SWITCH_WITHIN
        ]
        return signed[0] if len(signed) == 1 else None

    def _others(self, standing: Standing) -> list[Standing]:
        a = standing.agreement
        return [s for s in self._state(a.state).by_agency.get(folded(a.agency), ()) if s.id != standing.id]


class _State:
    """The standings of one state, by agency, and when it and each of its counties were first seen."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self.by_agency: dict[str, list[Standing]] = defaultdict(list)
        self.first_in_county: dict[str, datetime] = {}  # by FIPS
        self.first: datetime | None = None
        self.tells_counties = True  # else a row whose county isn't known may be of any
        for s in standings:
            a = s.agreement
            self.by_agency[folded(a.agency)].append(s)
            self.first = s.first_seen if self.first is None else min(self.first, s.first_seen)
            where = whereabouts(a)
            if where.county is not None:
                fips = where.county.fips
                self.first_in_county[fips] = min(self.first_in_county.get(fips, s.first_seen), s.first_seen)
            elif where.basis is not Basis.STATEWIDE:
                self.tells_counties = False
