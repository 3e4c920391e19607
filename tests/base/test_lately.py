"""What was asked for lately is here; what was not, goes."""

from ilp.base.lately import Lately


def test_the_value_asked_for_longest_ago_goes_first() -> None:
    lately = Lately[str](most=2)
    lately.keep("a", "A")
    lately.keep("b", "B")
    assert lately.get("a") == "A"
    lately.keep("c", "C")
    assert [lately.get(key) for key in "abc"] == ["A", None, "C"]


def test_a_value_is_replaced_and_forgotten() -> None:
    lately = Lately[str](most=2)
    lately.keep("a", "A")
    lately.keep("a", "B")
    assert lately.get("a") == "B"
    lately.forget()
    assert lately.get("a") is None
