from pathlib import Path

from bank.live import LiveBank
from tests.unit.bank.packages import YAML, write_package


def test_an_edit_of_the_bank_is_seen_at_the_next_look(tmp_path: Path) -> None:
    write_package(tmp_path)
    live = LiveBank([tmp_path], look_every_s=0)
    assert live.get().questions["add-up"].spec.title == "Add up"
    write_package(tmp_path, {"question.yaml": YAML.replace("Add up", "Subtract")})
    assert live.get().questions["add-up"].spec.title == "Subtract"


def test_what_is_asked_for_in_the_same_moment_is_one_look(tmp_path: Path) -> None:
    write_package(tmp_path)
    live = LiveBank([tmp_path], look_every_s=3600)
    before = live.get()
    write_package(tmp_path, {"question.yaml": YAML.replace("Add up", "Subtract")})
    assert live.get() is before
