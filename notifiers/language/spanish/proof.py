"""The Spanish of "Cómo lo sabemos": what a digest says of the checks, the lists, and what it could not see."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from notifiers.language.spanish.grounds import rule
from notifiers.language.spanish.style import count, day, moment
from notifiers.subscriptions.digest_plan import Period
from notifiers.text.safe import literal
from watchers.schedule.looks import NextLook, Why


class ProofWords:
    """The checks, the lists, and what could not be seen."""

    def covers(self, period: Period, zone: ZoneInfo) -> str:
        """From when to when; the year once."""
        year = period.start.astimezone(zone).year
        return f"Abarca desde el {moment(period.start, zone)} hasta el {moment(period.end, zone, year)}."

    def held(self, at: datetime, why: str, zone: ZoneInfo, year: int) -> str:
        """That a list is held back, and why, where that can be said in Spanish."""
        said = f"Desde el {moment(at, zone, year)} hay una lista retenida por no ser fiable; no se informa de ella aquí"
        reason = rule(why)
        return f"{said}. {reason}" if reason else f"{said}, y quienes operan el bot saben por qué."

    def checks(self, polls: int | None, failed: int | None) -> str:
        """As in "672 revisiones de la página de ICE: 669 correctas, 3 fallidas."."""
        if polls is None or failed is None:
            return "No quedó anotado cuántas veces revisó el bot la página de ICE en este tiempo."
        if not polls:
            return "El bot no revisó la página de ICE en este tiempo."
        made = f"{count(polls, 'revisión', 'revisiones')} de la página de ICE"
        if not failed:
            return f"{made}, {'correcta' if polls == 1 else 'todas correctas'}."
        return f"{made}: {count(polls - failed, 'correcta')}, {count(failed, 'fallida')}."

    def looks_next(self, look: NextLook | None, zone: ZoneInfo, year: int = 0) -> str:
        """As in "La próxima revisión es hacia el …: ICE suele publicar a esta hora de la semana."; "" where none is."""
        if look is None:
            return ""
        match look.why:
            case Why.FIXED:
                why = "el bot revisa a intervalos fijos."
            case Why.BUSY:
                why = "ICE suele publicar a esta hora de la semana."
            case Why.QUIET:
                why = "ICE rara vez publica a esta hora de la semana."
            case Why.AFTER_A_LIST:
                why = "a la lista que acaba de llegar puede seguir otra."
            case _:
                assert_never(look.why)
        return f"La próxima revisión es hacia el {moment(look.at, zone, year)}: {why}"

    def ends(self, seen_until: datetime | None, zone: ZoneInfo, year: int) -> str:
        """Where the record stops short of the period's end; "" where it doesn't."""
        if seen_until is None:
            return ""
        end = moment(seen_until, zone, year)
        return f"El registro termina el {end}: no se sabe qué mostraron después las listas de ICE."

    def lists(self, number: int, newest_seen: datetime | None, zone: ZoneInfo, year: int) -> str:
        """How many lists ICE posted, and when the newest of agencies that signed was first seen."""
        posted = f"ICE publicó {count(number, 'lista')}" if number else "El bot no vio ninguna lista nueva"
        if newest_seen is None:
            return f"{posted}."
        return (
            f"{posted}; la más reciente de participantes se vio por primera vez el {moment(newest_seen, zone, year)}."
        )

    def no_pending_list(self) -> str:
        """That there was never a pending list."""
        return "No hay en el registro ninguna lista de agencias pendientes de este tiempo."

    def pending(
        self, agreements: int, since: datetime, absent_since: datetime | None, zone: ZoneInfo, year: int
    ) -> str:
        """How the pending list is."""
        if absent_since is not None:
            return (
                f"ICE no enlaza ninguna lista de pendientes desde el {moment(absent_since, zone, year)}; la última "
                f"{_has('tenía', agreements)}."
            )
        return f"La lista de pendientes del {day(since.astimezone(zone).date(), year)} {_has('tiene', agreements)}."

    def stated(self, said: int, as_of: str, rows: int) -> str:
        """ICE's own figure beside ours, and why they differ where that can be told."""
        dated = f", con fecha “{literal(as_of, 60)}”," if as_of else ""
        begin = f"La página de ICE{dated} habla de {count(said, 'acuerdo')}; su lista tiene {rows:,}"
        if said == rows:
            return f"{begin} también."
        if said == rows + 1:
            return f"{begin} y una fila de encabezado, que ICE parece haber contado."
        return f"{begin}, {abs(said - rows):,} {'menos' if rows < said else 'más'}; ICE no dice por qué."

    def undelivered(self, messages: int, _where: str, since: datetime, zone: ZoneInfo, year: int) -> str:
        """What nobody could deliver; where to, the operators see."""
        oldest = "del" if messages == 1 else "el más antiguo, del"
        verb = "entregó" if messages == 1 else "entregaron"
        return (
            f"No se {verb} {count(messages, 'mensaje')}, {oldest} {moment(since, zone, year)}. Quien opera el bot "
            "ve por qué con `watch287g outbox list`."
        )


def _has(verb: str, agreements: int) -> str:
    """As in "tiene 2 acuerdos", "no tiene ningún acuerdo"."""
    return f"{verb} {count(agreements, 'acuerdo')}" if agreements else f"no {verb} ningún acuerdo"
