"""Text files in which each storm is a head and as many lines as the head says: CMA and JMA best tracks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from census.errors import InputError
from models.typhoon.tracks.fixes import WHAT, read_lines

MARK = "66666"
"""First word of a head."""


@dataclass(frozen=True)
class Block:
    """One storm of a file.

    Parameters
    ----------
    head
        Words of the head.
    line
        Its line in the file.
    lines
        Number and words of each line under it.
    """

    head: list[str]
    line: int
    lines: list[tuple[int, list[str]]]


def read_blocks(path: Path) -> list[Block]:
    """The storms of a file, each with as many lines as its head says.

    Raises
    ------
    InputError
        If there is no head, a head is cut off, or lines are missing or left over.
    """
    blocks: list[Block] = []
    for number, text in enumerate(read_lines(path), 1):
        words = text.split()
        if not words:
            continue
        if words[0] == MARK:
            blocks.append(Block(words, number, []))
        elif not blocks:
            raise InputError(f"{WHAT}: {path}, line {number} is {text[:40]!r}; a head ({MARK} ...) is needed")
        else:
            blocks[-1].lines.append((number, words))
    if not blocks:
        raise InputError(f"{WHAT}: {path} holds no storm; a head ({MARK} ...) is needed")
    for block in blocks:
        _check_complete(block, path)
    return blocks


def _check_complete(block: Block, path: Path) -> None:
    where = f"{WHAT}: {path}, line {block.line}"
    if len(block.head) < 7 or not block.head[2].isdigit():
        raise InputError(
            f"{where} is {' '.join(block.head)!r}; a head of {MARK}, number, count of lines, ... is needed "
            "(is the file cut off here?)"
        )
    told, found = int(block.head[2]), len(block.lines)
    if told != found:
        last = block.lines[-1][0] if block.lines else block.line
        raise InputError(
            f"{where} announces {told} lines but {found} follow, the last is line {last}; {told} are needed "
            "(is the file cut off there?)"
        )
