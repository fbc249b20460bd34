import state.errors
from state.errors import StateError


def test_every_error_is_drawn_in_the_tree() -> None:
    errors = [e for e in vars(state.errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert state.errors.__doc__ is not None
    assert all(issubclass(error, StateError) for error in errors)
    assert [error.__name__ for error in errors if error.__name__ not in state.errors.__doc__] == []
