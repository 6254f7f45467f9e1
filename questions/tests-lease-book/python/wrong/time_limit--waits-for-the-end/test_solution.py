import time

from leases import LeaseBook


def test_a_lease_ends():
    book = LeaseBook(60)
    book.acquire("gpu", "ana", int(time.time()))
    time.sleep(61)
    assert book.holder("gpu", int(time.time())) == ""
