def test_a_free_machine_can_be_taken(book):
    assert book.acquire("gpu", "ana", 100) is True
