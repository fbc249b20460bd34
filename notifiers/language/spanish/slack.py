"""The Spanish of what people read inside Slack when they ask the bot something. Commands are typed in English."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from notifiers.language.spanish import style
from notifiers.language.spanish.grounds import rule
from notifiers.language.spanish.style import (
    areas,
    at_hour,
    clock,
    count,
    day,
    listing,
    moment,
    state_name,
    state_order,
    with_article,
)
from notifiers.language.spanish.terms import kind_label, short_model
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.subscriptions.periods import next_end
from notifiers.subscriptions.timing import Pace, Timing
from notifiers.text.safe import CELL, literal
from watchers.model.agreement import Agreement, Model, Printed, Workbook
from watchers.model.event import Event, EventKind
from watchers.names.places import STATES


class SlackWords:
    """What is answered and asked inside Slack."""

    KINDS: Mapping[EventKind, str] = {
        EventKind.SIGNED: "nuevas firmas",
        EventKind.WITHDRAWN: "agencias que ya no figuran en la lista de ICE",
        EventKind.POSSIBLY_RENAMED: "filas que pueden ser una agencia con otro nombre",
        EventKind.RETURNED: "agencias que figuran de nuevo en la lista",
        EventKind.PENDING: "acuerdos que entran en la lista de pendientes",
        EventKind.PENDING_DROPPED: "acuerdos que salen de la lista de pendientes sin firma",
        EventKind.MISSING: "filas que no aparecen en la última lista, sin confirmar",
        EventKind.AMENDED: "cambios de ICE en nombres, condados y fechas",
        EventKind.MOA_POSTED: "acuerdos cuyo texto ya está enlazado",
        EventKind.DOCUMENT_REPLACED: "documentos de acuerdos reemplazados",
        EventKind.DOCUMENT_REMOVED: "documentos de acuerdos que ya no están disponibles",
        EventKind.DOCUMENT_POSTED: "documentos de acuerdos obtenidos por primera vez",
    }
    """What a channel hears of, by kind."""
    MAYBE_A_REPEAT = "Esto puede ser una repetición: Slack no confirmó el primer envío."
    EVIDENCE = "Evidencia"
    QUOTE = "Para citar"
    CLAIM = "Me encargo"
    SUBSCRIBE = "Suscribir"
    CHANGE = "Cambiar"
    PAUSE = "Pausar"
    RESUME = "Reanudar"
    UNSUBSCRIBE = "Dar de baja"
    OPEN_DIALOG = "Abrir el formulario"
    HERE_NOW = "El bot ya está aquí"
    SURE = "¿Confirma?"
    YES = "Sí"
    NO = "No"
    WHERE = "Dónde:"
    ONLY = "Solo:"
    NEVER = "Nunca:"
    COMES = "Llega:"
    COMES_NOT = "No llega:"
    WHEN = "Cuándo:"
    DIGEST = "Resumen:"
    PAUSED = "En pausa:"
    AGREEMENTS = "Acuerdos:"
    BY_MODEL = "Por modelo:"
    PENDING = "Pendientes:"
    COVERAGE = "Cobertura:"
    DIFFERENCE = "Cambio:"
    NEWEST = "Lo más reciente"
    SAVE = "Guardar"
    CANCEL = "Cancelar"
    CLOSE = "Cerrar"
    STATES = "Estados"
    ALL_STATES = "Todos los estados"
    KINDS_OF_NEWS = "Tipos de noticia"
    ONLY_COUNTIES = "Solo estos condados"
    WITH_STATES = "Con su estado. Déjelo vacío para estados enteros."
    ONLY_MODELS = "Solo estos modelos"
    ONLY_AGENCIES = "Solo estos tipos de agencia"
    ALERTS_COME = "Las alertas llegan"
    PACES: Mapping[Pace, str] = {
        Pace.AT_ONCE: "al momento",
        Pace.HOURLY: "juntas, cada hora",
        Pace.DAILY: "juntas, una vez al día",
    }
    A_DIGEST = "Un resumen de todo lo ocurrido"
    NO_DIGEST = "ninguno"
    CADENCES: Mapping[Cadence, str] = {
        Cadence.DAILY: "diario",
        Cadence.WEEKLY: "semanal",
        Cadence.MONTHLY: "mensual",
    }
    DIGEST_DAY = "Día del resumen semanal"
    HOUR = "Hora del resumen y del envío diario"
    QUIET = "Sin avisos (de – a)"
    CLOCK = "Zona horaria de este canal"
    LANGUAGE = "Idioma"
    DAYS = style.DAYS
    HELP = (
        ("/287g subscribe Missouri, Kansas signed withdrawn", "solo eso, en este canal; sin palabras, un formulario"),
        (
            "/287g list · unsubscribe Missouri · pause until Monday · resume",
            "lo que recibe el canal, y cómo reducirlo",
        ),
        ("/287g status TX", "cuántos acuerdos, qué parte del estado, qué hay de nuevo"),
        ("/287g find boone county mo · why EVENT · quote EVENT", "una agencia; la evidencia; una frase para citar"),
        ("/287g digest last week", "ese resumen, aquí"),
    )
    HELP_TITLE = "watch287g informa de qué agencias firman, están pendientes o ya no figuran en la lista 287(g) de ICE"
    NOTHING_HERE = "A este canal no llega nada. Empiece con /287g subscribe y un estado, o con el formulario."
    CORRECTIONS = "Si algo de lo informado aquí resulta erróneo, la corrección también llega aquí."
    FAULT = "Algo falló, por un error de watch287g. Quienes lo operan pueden verlo en el registro; inténtelo de nuevo."
    NO_DIRECT_MESSAGE = "Las noticias llegan a canales. Escriba esto en un canal, público o privado, donde esté el bot."
    STRANGERS = "Quienes son de otro espacio de trabajo pueden consultar aquí, pero no cambiar nada."
    ON_THE_RECORD = "En el registro público"
    SHARE = "Mostrar a todos aquí"
    SAVING = "Guardando…"
    FIND_WHAT = "Nombre una agencia, un condado o una localidad, como en `/287g find boone county mo`."
    WHICH_EVENT = (
        "¿Qué cambio? Pulse Evidencia bajo una alerta, o tome un código de `/287g status TX`, como en "
        "`/287g why 7f3a81c2`."
    )
    CHOOSE = "Esta alerta informa de varios cambios. ¿De cuál?"
    NOT_SHOWN = "Queda anotado, pero Slack no dejó que el bot cambiara todos los mensajes que lo informan."
    NO_DIGEST_HERE = "A este canal no llega nada, así que no hay resumen. Primero: /287g subscribe y un estado."
    NO_STATE = "Elija un estado, o todos."
    NOTHING_TO_HEAR = "Elija un tipo de noticia, o un resumen abajo: así no llegaría nada."
    NOT_FOR_HERE = "Este botón es de algo que ya no existe. /287g list muestra lo que hay."
    MEANWHILE = (
        "Alguien cambió las suscripciones de este canal mientras usted tenía abierto el formulario. No se guardó nada "
        "de lo suyo."
    )
    EXPIRED = "Slack da al bot tres segundos para abrir un formulario, y ya pasaron. Pulse otra vez, por favor."
    IN_THE_FILE = "Fijado por quienes operan el bot en su configuración; allí lo cambian"
    NOTHING_CHANGED = "Ya estaba así; no cambió nada."
    HOME_TITLE = "Lo que llega a sus canales"
    HOME_EMPTY = "Ninguno de los canales que comparte con el bot tiene una suscripción hecha aquí."
    HOME_HOW = "En un canal, escriba /287g subscribe y un estado. Para invitar al bot a un canal: /invite @watch287g."

    def invite(self, bot: str, command: str) -> str:
        """What to do in a channel that the bot isn't in."""
        return (
            f"El bot no está en este canal y no puede publicar aquí. Escriba /invite @{bot} y luego otra vez: /287g "
            f"{command}"
        )

    def archived(self) -> str:
        """That nothing can come to an archived channel."""
        return "Este canal está archivado: aquí no se puede publicar nada. Desarchívelo primero."

    def not_allowed(self, who: Sequence[str]) -> str:
        """Who may change subscriptions, where the person may not; `who` as the config has it."""
        if "admins" in who:
            return (
                "Solo los administradores de este espacio de trabajo pueden cambiar lo que llega a los canales. Pida a "
                "alguno que lo escriba aquí."
            )
        return (
            "Solo las personas que nombra la configuración de la redacción pueden cambiar lo que llega a los canales. "
            "Pregunte a quienes operan el bot."
        )

    def who_is_unknown(self) -> str:
        """That nobody can tell whether the person may."""
        return (
            "El bot no puede preguntar a Slack quién es usted y no sabe si puede cambiar esto. Su aplicación necesita "
            "el permiso users:read; quienes operan el bot saben más."
        )

    def subscribed_headline(self, person: str) -> str:
        """Who changed what comes here."""
        return f"{person} cambió lo que llega a este canal"

    def unsubscribed_headline(self, person: str, left: int) -> str:
        """Who took something away."""
        return f"{person} dio de baja lo que llegaba a este canal" if not left else f"{person} quitó algo de este canal"

    def paused_headline(self, person: str, until: str) -> str:
        """Who paused the channel, until when."""
        return f"{person} puso en pausa este canal {until}"

    def resumed_headline(self, person: str) -> str:
        """Who ended the pause."""
        return f"{person} reanudó este canal; lo que esperaba se envía ahora"

    def list_headline(self, number: int) -> str:
        """What stands over the channel's list."""
        return "Lo que llega a este canal" if number != 1 else "Lo que llega a este canal: una suscripción"

    def nothing_of(self, states: Iterable[str]) -> str:
        """That the channel had nothing of these states."""
        said = listing([with_article(code) for code in states])
        return f"Este canal no tenía ninguna suscripción hecha aquí para {said}."

    def only_in_the_file(self, states: Iterable[str]) -> str:
        """That what comes of these states was set by the operators."""
        said = listing([with_article(code) for code in states])
        return f"Lo que llega aquí de {said} viene de la configuración del bot: lo cambian quienes lo operan."

    def twice(self, where: str) -> str:
        """That the config sends the same here."""
        return f"Aviso: la configuración del bot también envía aquí parte de esto ({where}); puede llegar dos veces."

    def places(self, states: Collection[str] | None, out: Collection[str]) -> str:
        """The states: "Missouri y Kansas"; of all but those left `out`, "todos los estados menos Texas"."""
        named = [with_article(code) for code in sorted(out if states is None else states, key=state_order)]
        if states is not None:
            return listing(named)
        return f"todos los estados menos {listing(named)}" if named else "todos los estados"

    def also(self, kind: EventKind) -> str:
        """A kind that comes with others."""
        return f"también {self.KINDS[kind]}"

    def when(self, timing: Timing) -> str:
        """When alerts come: "al momento, pero no de 10 p.m. a 7 a.m."."""
        said = self.PACES[timing.pace]
        if timing.pace is Pace.DAILY:
            said += f", {at_hour(self.hour(timing.hour))}"
        if timing.quiet is not None:
            begin, end = (clock(datetime.combine(date.min, of_day), names_zone=False) for of_day in timing.quiet)
            said += f", pero no de {begin} a {end}"
        return f"{said}, en días hábiles" if timing.business_days else said

    def digest(self, plan: DigestPlan | None, zone: ZoneInfo, at: datetime) -> str:
        """When a digest comes, and the next one."""
        if plan is None:
            return "ninguno; Cambiar añade uno"
        how = {
            Cadence.DAILY: "cada día",
            Cadence.WEEKLY: f"cada {self.DAYS[plan.weekday]}",
            Cadence.MONTHLY: "el día primero de cada mes",
        }[plan.cadence]
        end = next_end(plan, zone, at).astimezone(zone)
        next_one = f"{self.DAYS[end.weekday()]} {day(end.date(), at.year)} {at_hour(clock(end))}"
        return f"{how}, con todo lo ocurrido; el próximo, el {next_one}"

    def until(self, end: date, today: date) -> str:
        """As in "hasta el lunes 30 de noviembre"; "hasta que alguien escriba …" for the end of time."""
        if end.year >= date.max.year:
            return "hasta que alguien escriba /287g resume"
        return f"hasta el {self.DAYS[end.weekday()]} {day(end, today.year)}"

    def on_it(self, who: str, at: datetime, zone: ZoneInfo) -> str:
        """As in "Ana se encarga desde el 6 de noviembre de 2025 a las 9:04 a.m. CST."."""
        return f"{who} se encarga desde el {moment(at, zone)}."

    def state_headline(self, state: str) -> str:
        """What stands over a state's card."""
        return f"{state_name(state)} en la lista 287(g) de ICE" if state in STATES else "La lista 287(g) de ICE"

    def change(self, difference: int, days: int) -> str:
        """As in "+3 en una semana"; "sin cambios en una semana"."""
        span = {7: "una semana", 30: "un mes"}.get(days, f"{days} días")
        return f"{difference:+,} en {span}" if difference else f"sin cambios en {span}"

    def newest(self, kind: EventKind, agency: str, when_seen: str, event: str) -> str:
        """As in "firma: Bee County Sheriff's Office, visto el 6 de noviembre (7f3a81c2)"; `why` takes the id."""
        return f"{kind_label(kind)}: {agency}, visto el {when_seen} ({event})"

    def agreements(self, number: int, agencies: int, states: int | None) -> str:
        """As in "1,139, de 900 agencias en 40 estados y territorios"."""
        where = f" en {areas(states)}" if states is not None else ""
        return f"{number:,}, de {count(agencies, 'agencia')}{where}"

    def bot_line(self, last: datetime | None, zone: ZoneInfo) -> str:
        """How the bot fares."""
        if last is None:
            return "El bot todavía no ha visto la lista de ICE."
        return f"Última revisión correcta de la lista de ICE: {moment(last, zone)}."

    def troubles(self, number: int) -> str:
        """How many troubles there are, for readers."""
        if not number:
            return ""
        return f"Quienes operan el bot saben de {count(number, 'problema')}."

    def digest_begun(self, label: str) -> str:
        """That a digest comes."""
        return f"El resumen ({label}) llega aquí en un momento."

    def that_day_has_come(self, day_: date) -> str:
        """That a pause would be over before it began."""
        return f"El {day(day_, 0)} ya llegó. Nombre un día posterior, como en `/287g pause until Monday`."

    def sure(self, places: str) -> str:
        """What is asked before a subscription is ended; `places` are its states, in words."""
        return f"A este canal ya no llegará nada de {places}."

    def no_county_of(self, states: Sequence[str]) -> str:
        """That nothing would come of some states, since counties narrow all."""
        said = listing([with_article(code) for code in states])
        return (
            f"Entre estos no hay ningún condado de {said}, así que no llegaría nada de allí. Añada uno, "
            "quite el estado, o suscríbalo aparte."
        )

    def unwritten(self, _why: str) -> str:
        """That nothing could be recorded; why, the operators know."""
        return "No se cambió nada: el bot no puede escribir su registro ahora. Quienes lo operan saben por qué."

    def unreached(self, _why: str) -> str:
        """That Slack refused something, or didn't answer; why, the log says."""
        return "Slack rechazó una parte de esto, o no respondió. El motivo está en el registro del bot."

    def event_choice(self, kind: EventKind, agency: str, state: str | None) -> str:
        """One event in a menu."""
        return f"{agency}, {state_name(state)}: {kind_label(kind)}"

    def evidence_headline(self, agency: str) -> str:
        """What stands over the evidence of one agency's event, or of several."""
        return f"La evidencia: {agency}" if agency else "La evidencia"

    def evidence(self, event: Event, _why: Sequence[str], zone: ZoneInfo) -> Sequence[str]:
        """What shows an event, line by line."""
        row, was = event.agreement, event.before
        lines = [
            f"{kind_label(event.kind)}: {literal(row.agency)}, {state_name(row.state)}",
            f"visto el {moment(event.observed_at, zone)}",
            rule(event.because) or f"La regla aplicada, en inglés: watch287g why {event.id[:8]}",
            *([f"Faltó en: {', '.join(event.context.missing_from)}"] if event.context.missing_from else []),
            *_book("Lo muestra", event.workbook, row if was is None or event.changes else None),
        ]
        before = event.before_workbook
        if before is not None and before.sha256 != event.workbook.sha256:
            lines += _book("Antes, en", before, was or row)
        lines += ["Como lo imprime ICE:", *_cells(row)]
        if event.changes and was is not None:
            lines += ["Antes:", *_cells(was)]
        return lines

    def stuck(self, _why: str) -> str:
        """That messages wait, for the channel takes none; why, the operators know."""
        return "Ahora no entra nada a este canal, y sus noticias esperan. Quienes operan el bot saben por qué."

    def left_out(self, parts: int) -> str:
        """That a message has no room for all."""
        rest = "se omite una parte" if parts == 1 else f"se omiten {parts:,} partes"
        return f"Es más de lo que Slack admite de una vez; {rest}."

    def about(self, channel: str) -> str:
        """What the dialog is for."""
        return f"Lo que llega a {channel}. Lo que elija aquí para un estado sustituye lo que el canal tenía de él."

    def hour(self, hour: int) -> str:
        """As in "8 a.m.", "mediodía"."""
        return clock(datetime.combine(date.min, time(hour)), names_zone=False)

    def by_model(self, models: Mapping[Model, int]) -> str:
        """As in "12 de grupo de trabajo · 3 de aplicación en cárceles"."""
        return " · ".join(f"{n:,} de {short_model(m)}" for m, n in models.items() if n) or "ninguno"

    WHICH_STATES = (
        "¿Qué estados? Por ejemplo, `/287g subscribe Missouri`, `/287g subscribe MO KS signed` o `/287g subscribe all`."
    )

    def no_command(self, first: str, meant: Sequence[str]) -> str:
        """That a word is no command; `meant` are those that may be."""
        hint = f"¿Quiso decir {' o '.join(f'`/287g {each}`' for each in meant)}?"
        return f"“{first}” no es un comando. {hint if meant else '`/287g help` muestra los que hay.'}"

    def no_word(self, word: str, meant: str) -> str:
        """That a word says nothing; `meant` is one that may be, "" for none."""
        hint = (
            f"¿Quiso decir “{meant}”?"
            if meant
            else "Nombre estados, condados, tipos de noticia o modelos; `/287g help` muestra cómo."
        )
        return f"No se entiende “{word}”. {hint}"

    def no_state(self, text: str, near: Sequence[str]) -> str:
        """That a text is no state."""
        hint = (
            f"¿Quiso decir {' o '.join(f'“{each}”' for each in near)}?"
            if near
            else "Escriba un código como MO, o el nombre en inglés."
        )
        return f"“{text}” no es un estado. {hint}"

    def which_county(self, name: str, there: Sequence[str]) -> str:
        """That several states have a county of that name."""
        others = ", ".join(there[:6]) + (" …" if len(there) > 6 else "")
        return f"¿“{name}” de qué estado? Hay uno en {others}: escríbalo como en “{name} {there[0]}”."

    def no_county(self, name: str) -> str:
        """That a text is no county."""
        return f"No conocemos el condado “{name}”. Escríbalo con su estado, como en “Harris County TX”."

    def misfit(self, field: str, _why: str) -> str:
        """Why the config's rules don't take what was filled in at a field."""
        if field == "quiet_hours":
            return "No son horas de un día. Escríbalas en un reloj de 24, como 22:00-07:00."
        return "Esto no va con lo demás que se eligió. `/287g help` muestra ejemplos."

    def no_event(self, prefix: str, _why: str) -> str:
        """That no event has an id that begins so, or several have."""
        return f"Ningún cambio, o más de uno, tiene un código que empiece por “{prefix}”. Dé el código completo."

    def no_such_day(self, _why: str) -> str:
        """That a text is no day."""
        return "No se entiende el día. Escríbalo como 2026-11-30, o en inglés: Monday, tomorrow."

    def no_digest(self, _why: str) -> str:
        """Why there is no digest of that time."""
        return (
            "No hay resumen de ese período: no ha terminado, o es anterior al registro. Pruebe `/287g digest last "
            "week`."
        )


def _book(label: str, book: Workbook, row: Agreement | None) -> list[str]:
    at = f", fila {row.row}" + (f" de la hoja “{literal(row.tab, CELL)}”" if row.tab else "") if row is not None else ""
    return [f"{label}: {literal(book.name)}{at}", f"  SHA-256 {book.sha256}"]


def _cells(row: Agreement) -> Iterator[str]:
    """What ICE printed, under its own headers."""
    headers = dict(zip((field.name for field in fields(Printed)), _HEADERS, strict=True))
    for name, header in headers.items():
        yield f"  {header:<22} “{literal(getattr(row.printed, name))}”"


_HEADERS = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM")
"""ICE's headers, in the order of `Printed`."""
