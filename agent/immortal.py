"""Objects that are never counted again, so that agents do not copy the pages they share with their parent.

Python writes an object's reference count whenever it looks at it, and a forked child that writes to a page gets a
copy of its own. From 3.12 on an object whose count has the value of immortality is not counted (PEP 683).
"""

import ctypes
import gc
import sys
import sysconfig
from types import CodeType, FrameType

IMMORTAL = 0xFFFF_FFFF
"""The count of what lives for ever, in the lower half of `ob_refcnt`, in CPython 3.12 and 3.13 on 64 bits."""

POSSIBLE = (
    sys.implementation.name == "cpython"
    and (3, 12) <= sys.version_info < (3, 14)
    and sys.maxsize > 2**32
    and sys.byteorder == "little"
    and not sysconfig.get_config_var("Py_GIL_DISABLED")
    and not hasattr(sys, "gettotalrefcount")
)
"""Whether this interpreter is one whose counts are known."""


def immortalise() -> int:
    """Make everything that the interpreter holds now immortal; how many objects, 0 where that is not possible.

    Nothing of it is ever freed: for a parent that only forks, right before its first fork.
    """
    if not POSSIBLE:
        return 0
    made = 0
    pending = gc.get_objects()
    while pending:
        one = pending.pop()
        # What was met before is known by its count: a set of all would leave megabytes behind for each fork to copy.
        count = ctypes.c_uint32.from_address(id(one))
        if count.value != IMMORTAL and one is not pending and one is not count and not isinstance(one, FrameType):
            count.value = IMMORTAL
            made += 1
            pending += gc.get_referents(one)
            if isinstance(one, CodeType):  # knows its parts, but does not tell the collector
                pending += [*one.co_consts, one.co_consts, one.co_names, *one.co_names, *one.co_varnames]
                pending += [one.co_name, one.co_qualname, one.co_filename]
    return made
