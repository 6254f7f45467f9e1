from leases import LeaseBook


def test_a_lease_lasts_sixty_seconds():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", 0)
    assert book.holder("gpu", 60) == "ana"
    assert book.holder("gpu", 61) == ""
