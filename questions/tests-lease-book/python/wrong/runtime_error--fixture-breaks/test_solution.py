import pytest
from leases import LeaseBook


@pytest.fixture
def book():
    return LeaseBook(seconds=0)


def test_leases_without_length_are_over_at_once(book):
    book.acquire("gpu", "ana", 0)
    assert book.holder("gpu", 0) == ""
