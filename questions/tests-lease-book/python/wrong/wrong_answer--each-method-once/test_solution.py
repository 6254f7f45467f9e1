from leases import LeaseBook


def test_acquire():
    book = LeaseBook(60)
    assert book.acquire("gpu", "ana", 0)
    assert not book.acquire("gpu", "ben", 10)
    assert book.holder("gpu", 10) == "ana"


def test_renew():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", 0)
    assert book.renew("gpu", "ana", 30)


def test_release():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", 0)
    book.release("gpu", "ana")
    assert book.holder("gpu", 10) == ""
