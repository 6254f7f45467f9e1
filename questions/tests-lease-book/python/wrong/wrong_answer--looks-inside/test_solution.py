from leases import LeaseBook


def test_acquire_stores_owner_and_end():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", 100)
    assert book._leases["gpu"] == ("ana", 160)
