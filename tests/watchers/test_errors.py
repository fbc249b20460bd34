from watchers import errors
from watchers.errors import WatchError


def test_every_error_of_the_room_is_in_the_drawing_at_the_top_of_the_file() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert "Unreachable" in kinds
    assert [name for name in sorted(kinds) if name not in (errors.__doc__ or "")] == []


def test_every_error_of_the_room_can_carry_the_servers_wish_to_be_left_alone() -> None:
    assert errors.Blocked("Too often.", retry_after=30).retry_after == 30
    assert WatchError("Gone.").retry_after is None
