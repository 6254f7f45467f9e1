import pytest
from leases import LeaseBook


@pytest.fixture
def book():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", 100)
    return book


def test_a_lease_ends_exactly_after_its_length(book):
    assert book.holder("gpu", 159) == "ana"
    assert book.holder("gpu", 160) == ""


def test_nobody_else_takes_a_held_name(book):
    assert book.acquire("gpu", "ben", 159) is False
    assert book.holder("gpu", 159) == "ana"


def test_anybody_takes_it_after_the_end(book):
    assert book.acquire("gpu", "ben", 160) is True
    assert book.holder("gpu", 219) == "ben"


def test_taking_it_again_begins_anew(book):
    assert book.acquire("gpu", "ana", 130) is True
    assert book.holder("gpu", 189) == "ana"
    assert book.holder("gpu", 190) == ""


def test_renewing_begins_anew(book):
    assert book.renew("gpu", "ana", 150) is True
    assert book.holder("gpu", 209) == "ana"
    assert book.holder("gpu", 210) == ""


def test_only_the_holder_renews(book):
    assert book.renew("gpu", "ben", 110) is False
    assert book.holder("gpu", 110) == "ana"


def test_nothing_is_renewed_after_the_end(book):
    assert book.renew("gpu", "ana", 160) is False
    assert book.holder("gpu", 161) == ""


def test_nothing_is_renewed_that_was_never_held(book):
    assert book.renew("tpu", "ana", 110) is False
    assert book.holder("tpu", 110) == ""


def test_a_released_name_is_free(book):
    book.release("gpu", "ana")
    assert book.holder("gpu", 110) == ""
    assert book.acquire("gpu", "ben", 110) is True


def test_strangers_release_nothing(book):
    book.release("gpu", "ben")
    book.release("tpu", "ben")
    assert book.holder("gpu", 110) == "ana"


def test_one_owner_holds_several_names(book):
    assert book.acquire("tpu", "ana", 110) is True
    assert book.holder("gpu", 110) == "ana"
    assert book.holder("tpu", 110) == "ana"


@pytest.mark.parametrize("seconds", [0, -5])
def test_a_length_below_one_is_refused(seconds):
    with pytest.raises(ValueError):
        LeaseBook(seconds)


def test_one_second_is_enough():
    book = LeaseBook(1)
    assert book.acquire("gpu", "ana", 0) is True
    assert book.holder("gpu", 1) == ""

# interviewlm-canary-cf5f573c3d
