import json
from pathlib import Path

import pytest
from durations import seconds


@pytest.fixture
def examples():
    return json.loads(Path("examples.json").read_text())


def test_all_examples(examples):
    for text, expected in examples:
        assert seconds(text) == expected
