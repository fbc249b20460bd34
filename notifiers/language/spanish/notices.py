"""The Spanish of what desks are told beside the news: of the pending list itself, and in a test."""


class NoticeWords:
    """Headlines, and what stands below them. `last` is the name of the last pending list, `since` its first day."""

    ABSENT_HEADLINE = "ICE ya no enlaza una lista de agencias pendientes"
    FROZEN_HEADLINE = "ICE dejó de renovar su lista de agencias pendientes"
    RENEWED_HEADLINE = "ICE renovó su lista de agencias pendientes"
    BACK_HEADLINE = "Vuelve la lista de agencias pendientes de ICE"
    TEST = "Esto es una prueba."
    TEST_HEADLINE = "Prueba, no es noticia: un alguacil de ejemplo firma con ICE"
    TEST_SAID = "Esto es una prueba de watch287g. Muestra cómo es una alerta. Nadie firmó nada, y la agencia no existe."
    TEST_AGENCY = "Example County Sheriff's Office (inventada)"
    TEST_SOURCE = "Un ejemplo; ninguna lista lo muestra"

    def absent(self, last: str, since: str) -> str:
        """That the list is gone."""
        return (
            f"La última fue {last}, vista por primera vez el {since}. Mientras no haya otra, la página de ICE no "
            "permite saber quién está pendiente. Las agencias de la última lista no se cuentan como salidas; si "
            "firman, se lo diremos."
        )

    def frozen(self, last: str, since: str) -> str:
        """That the list grows old."""
        return (
            f"Es {last} desde el {since}, mientras que la lista de agencias participantes sí se ha renovado. Lo que "
            "dice de las pendientes puede no estar al día."
        )

    def present(self, last: str, since: str) -> str:
        """That the list is there again."""
        return f"Es {last}, vista por primera vez el {since}. Volverá a recibir noticia de las agencias pendientes."

    def seen(self, when: str) -> str:
        """When all this was seen."""
        return f"Visto el {when}."

    def test_heading(self, title: str) -> str:
        """What stands over the made-up agency."""
        return f"Prueba · {title}"
