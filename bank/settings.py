"""Where the bank is: environment or `.env`; the server's and the agent's settings hold it."""

from pathlib import Path

from sandbox.settings import SandboxSettings


class BankSettings(SandboxSettings):
    """The folders of questions; each name is an environment variable in capitals."""

    data_dir: Path = Path("var")
    questions_dir: str = "questions"

    @property
    def named_dirs(self) -> list[Path]:
        """The folders that the operator named."""
        return [Path(part) for part in self.questions_dir.split(":") if part]

    @property
    def drafts_dir(self) -> Path:
        """The folder of questions that a model wrote during an interview."""
        return self.data_dir / "drafts"

    @property
    def question_dirs(self) -> list[Path]:
        """All folders of the bank: those that were named, and the drafts where there are any."""
        return [*self.named_dirs, self.drafts_dir] if self.drafts_dir.is_dir() else self.named_dirs
