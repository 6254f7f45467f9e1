from leases import LeaseBook


def test_a_lease_ends():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", 0)
    while book.holder("gpu", 59):
        pass
    assert book.acquire("gpu", "ben", 60)
