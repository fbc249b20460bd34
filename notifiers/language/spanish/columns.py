"""The Spanish of the data dictionary: what the files' columns mean, whose names are the same in every language."""

_TYPES = {"string": "texto", "integer": "entero", "date": "fecha", "time": "fecha y hora", "list": "lista"}
_MEANINGS = {
    "list": "“participating” (participantes) o “pending” (pendientes)",
    "state": "código postal (USPS) del estado o territorio; vacío si no se puede leer en la fila",
    "agency": "nombre de la agencia como lo imprime ICE, sin espacios sobrantes",
    "county": "condado que imprime ICE; si lo escribió mal, como lo escribe la Oficina del Censo",
    "level": "gobierno al que pertenece: “county” (condado), “municipality” (municipio) o “state” (estado)",
    "model": "TFM (grupo de trabajo), JEM (aplicación en cárceles), WSO (ejecución de órdenes) o las palabras de ICE",
    "signed": "día de la firma, como lo imprime ICE",
    "moa_url": "dirección del texto del acuerdo en el sitio de ICE",
    "workbook": "archivo de ICE donde aparece",
    "sha256": "SHA-256 de ese archivo",
    "page": "su página en este sitio",
    "agreements.id": "identificador del acuerdo en este registro; no cambia si cambia el nombre",
    "agreements.stand": "“listed” (en la lista), “missing” (no aparece; se revisará de nuevo), “gone” (ya no figura), "
    "“open” (nueva, y quizá otra con un nombre nuevo)",
    "agreements.kind": "tipo de agencia, según su nombre",
    "agreements.county_fips": "código FIPS del condado, de cinco cifras, si la fila de ICE permite saberlo",
    "agreements.place_fips": "las siete cifras (GEOID) de la localidad cuya policía es, si consta sin duda",
    "agreements.county_basis": "de dónde se sabe el condado, o por qué no se dice",
    "agreements.first_seen": "cuándo se vio la primera lista que lo tenía; si fue la primera de todas, el comienzo del "
    "registro",
    "agreements.last_seen": "cuándo se vio la lista más reciente que lo tiene",
    "agreements.row": "su fila en ese archivo, contada desde 1",
    "events.id": "identificador del cambio, calculado a partir de su contenido",
    "events.kind": "“signed” (firma), “missing” (no aparece), “withdrawn” (ya no figura), “possibly_renamed” (posible "
    "cambio de nombre), “returned” (de nuevo en la lista), “pending” (pendiente), “pending_dropped” (fuera de la lista "
    "de pendientes), “amended” (modificación de ICE), “moa_posted” (acuerdo publicado), “document_replaced” (documento "
    "reemplazado), “document_removed” (documento ya no disponible), “document_posted” (copia del documento guardada)",
    "events.observed_at": "cuándo se vio la lista que lo muestra",
    "events.because": "por qué se considera lo que es, en inglés",
    "events.row": "la fila de ese archivo, o la del último que la tenía",
    "events.before_workbook": "archivo de ICE que tenía la fila como era antes",
    "events.before_sha256": "SHA-256 de ese archivo anterior",
    "events.subject": "identificador del acuerdo",
    "events.changes": "lo que ICE cambió: “field” (campo), “before” (antes), “after” (después)",
    "events.corrects": "identificadores de los cambios anteriores que este corrige",
    "events.settles": "identificadores de los cambios anteriores que este aclara",
    "lists.workbook": "nombre del archivo",
    "lists.url": "dirección donde ICE lo publicó",
    "lists.modified": "fecha de modificación (“Last-Modified”) según ICE",
    "lists.seen": "cuándo se vio por primera vez",
    "lists.sha256": "su SHA-256",
    "lists.copy": "la copia guardada en este sitio",
}


def column_type(type_: str) -> str:
    """As in "texto", "fecha o vacío"."""
    name = _TYPES[type_.rstrip("?")]
    return f"{name} o vacío" if type_.endswith("?") else name


def column_meaning(file: str, name: str) -> str:
    """What a column of a file means."""
    return _MEANINGS.get(f"{file}.{name}") or _MEANINGS[name]
