"""The Spanish around an alert and a digest in a mail."""


class MailWords:
    """What stands around the news."""

    WATCH = "287(g), suscripción"
    """What a subscription's name stands behind."""
    LONG_LIST = "Una lista larga:"
    STOP = "No recibir más estos correos"
    ASK_TO_STOP = "Para dejar de recibir estos correos, avise a quien opera watch287g."
    STANDING = "Balance"
    STATE = "Estado"
    ALL = "Todos"
    PENDING = "Pendientes"
    HOW_WE_KNOW = "Cómo lo sabemos"

    def first_of_all(self, shown: int, total: int) -> str:
        """What a long list begins with, behind its label and before the CSV's name."""
        return f"las primeras {shown} de {total:,} están abajo; todas están en el archivo adjunto"

    def in_csv(self, hidden: int, *, are_others: bool) -> str:
        """How many of a section are in the CSV alone; `are_others`: some of it stand above."""
        return f"{'Y ' if are_others else ''}{hidden:,}{' más' if are_others else ''} en el CSV adjunto."

    def pending(self, number: str) -> str:
        """As in "2 pendientes"."""
        return f"{number} pendiente{'' if number == '1' else 's'}"
