"""Models that ICE names and nobody knew: the operators hear of each once."""

from bot.outgoing.operators import Notice
from watchers.model.agreement import Model, models_in_order
from watchers.model.register import Register


def named_newly(before: Register, after: Register) -> list[Model]:
    """The models of the rows now on record that aren't known, and were on no row before."""
    known = {s.agreement.model for s in before.standings.values()}
    there = models_in_order(s.agreement.model for s in after.standings.values())
    return [model for model in there if not model.is_known and model not in known]


def model_sentence(model: Model) -> str:
    """What there is to know of one."""
    return (
        f"ICE names a model that watch287g doesn't know: “{model.words}”. Its agreements are told in ICE's words and "
        "counted by themselves. If it is a slip for another one, desks will see it as a model of its own all the same."
    )


def model_notices(models: list[Model]) -> list[Notice]:
    """A notice for each."""
    return [
        Notice(headline=f"ICE names a new model: {model.words}", text=model_sentence(model), is_printed=True)
        for model in models
    ]
