"""A MODEL cell to its model: one of the three that are known, typos allowed, or one by ICE's own words."""

import re
from functools import lru_cache

from watchers.model.agreement import Model

_OWN_WORDS = {
    Model.JEM: ("jail", "enforcement", "jem"),
    Model.TFM: ("task", "force", "taskforce", "tfm"),
    Model.WSO: ("warrant", "service", "services", "wso"),
}
_SHARED_WORDS = ("model", "officer", "officers", "office", "program", "agreement")
_SAYING_NOTHING = frozenset(
    {"the", "a", "an", "of", "for", "g", "ice", "moa", "mou", "new", "pending", "signed", "renewed", "renewal", "type"}
    | {"amended", "addendum", "revised", "updated", "only", "see", "link"}
)
_MODEL_OF = {word: model for model, words in _OWN_WORDS.items() for word in words}
_SPELLINGS = (*_MODEL_OF, *_SHARED_WORDS)
_PHRASES = {model.words.casefold().replace(" ", ""): model for model in _OWN_WORDS}
_SEVERAL = re.compile(r"[/&+,;|]|\b(?:and|or)\b")


@lru_cache(maxsize=1000)
def read_model(printed: str) -> Model | None:
    """The model that a cell stands for; None where it is blank, names two, or doesn't look like a model's name.

    A known model's words with one more word beside them ("Tribal Task Force Model") are another model, never a slip:
    `Model` by ICE's words, those that are misspelt put right.
    """
    text = printed.casefold()
    words = re.findall(r"[a-z]+", text)
    meant = [_meant(word) for word in words]
    named = {_MODEL_OF[word] for word in meant if word in _MODEL_OF}
    strange = [w for w, m in zip(words, meant, strict=True) if m not in _SPELLINGS and m not in _SAYING_NOTHING]
    if not strange and len(named) == 1:
        return named.pop()
    if (close := _run_together(words)) is not None:
        return close
    if (len(named) > 1 and _SEVERAL.search(text)) or not (named or "model" in meant or "program" in meant):
        return None
    if not any(len(word) > 1 for word in strange) and len(named) < 2:  # "Model", "Task Force Model X"
        return next(iter(named), None)
    own = _in_ices_words(printed)
    return Model(own) if " " in own else None  # one word that is none of ours is no model's name


@lru_cache(maxsize=1000)
def _meant(word: str) -> str:
    """The word of a model's name that this is, or is a slip from; else the word itself."""
    if word in _SPELLINGS or word in _SAYING_NOTHING or len(word) < 3:
        return word
    from rapidfuzz import fuzz, process

    near = process.extractOne(word, _SPELLINGS, scorer=fuzz.ratio, score_cutoff=75)
    return near[0] if near else word


def _run_together(words: list[str]) -> Model | None:
    """The known model whose name this is but for its spaces and a slip or two."""
    from watchers.names.edit_distance import distance

    joined = "".join(words)
    return next((m for phrase, m in _PHRASES.items() if distance(joined, phrase, score_cutoff=2) <= 2), None)


def _in_ices_words(printed: str) -> str:
    """The cell's words, each in one way of writing it: "Tribal Task Force Model"."""
    words = re.findall(r"[\w'’&/().-]+", printed)
    return " ".join(_put_right(word.strip(".")).capitalize() for word in words if word.strip("."))


def _put_right(word: str) -> str:
    return _meant(word.casefold()) if word.isalpha() else word
