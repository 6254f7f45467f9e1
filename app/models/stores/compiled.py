"""SQLAlchemy statements as text for the drivers, so that a writer needs no engine of its own."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import Executable


@lru_cache(maxsize=1)
def sqlite() -> Dialect:
    """The dialect of the `sqlite3` module."""
    return SQLiteDialect_pysqlite(paramstyle="qmark")


@lru_cache(maxsize=1)
def postgres() -> Dialect:
    """The dialect of asyncpg."""
    return PGDialect_asyncpg()  # type: ignore[no-untyped-call]


@lru_cache(maxsize=64)
def _compiled(statement: Executable, dialect: Dialect) -> SQLCompiler:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every ClauseElement has it
    assert isinstance(compiled, SQLCompiler)
    return compiled


def text_of(statement: Executable, dialect: Dialect) -> str:
    """The statement in the driver's own notation."""
    return str(_compiled(statement, dialect))


def values_of(statement: Executable, dialect: Dialect, params: Mapping[str, Any]) -> tuple[Any, ...]:
    """The parameters in the order of the statement's text."""
    compiled = _compiled(statement, dialect)
    given = compiled.construct_params(dict(params))
    return tuple(given[name] for name in compiled.positiontup or ())
