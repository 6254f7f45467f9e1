from leases import LeaseBook


def test_a_free_machine_can_be_taken():
    book = LeaseBook(60)
    assert book.acquire("gpu", "ana", 100) is True
    assert book.holder("gpu", 100) == "ana"
