"""Walks an XML file and gives each entry as a small tree without namespaces.

It refuses a DOCTYPE, so that no entity can be declared, and holds one entry in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct, field

from reminder_cli.adapters.payments.base import damaged
from reminder_cli.i18n import _

MAX_DEPTH = 64
MAX_TEXT = 20_000
MAX_NODES = 400_000  # of one entry: a batch of some ten thousand payments


class Node(Struct):
    """An element: its name without namespace, its text, its attributes and its children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def find(self, path: str) -> Node | None:
        """The first element at a path of names such as ``Refs/AcctSvcrRef``, or None."""
        node = self
        for name in path.split("/"):
            for child in node.children:
                if child.name == name:
                    node = child
                    break
            else:
                return None
        return node

    def get(self, *paths: str) -> str:
        """The first text that is not empty at these paths, on one line; else empty."""
        for path in paths:
            found = self.find(path)
            if found is not None and found.text.strip():
                return " ".join(found.text.split())
        return ""

    def all(self, name: str) -> list[Node]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]


class _Unacceptable(Exception):
    """What expat understands and this program does not want."""


class _Walker:
    def __init__(self, cut: frozenset[str], take: Callable[[Node, Node], None]) -> None:
        self.cut = cut
        self.take = take
        self.stack: list[Node] = []
        self.nodes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if len(self.stack) >= MAX_DEPTH or self.nodes > MAX_NODES:
            raise _Unacceptable
        node = Node(tag.rpartition("}")[2], attributes)
        if self.stack and node.name not in self.cut:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def end(self, _tag: str) -> None:
        node = self.stack.pop()
        if node.name in self.cut and self.stack:
            # Not hung into its parent: what has been taken can be forgotten.
            self.take(node, self.stack[-1])
            self.nodes = len(self.stack)

    def text(self, text: str) -> None:
        node = self.stack[-1]
        if len(node.text) + len(text) > MAX_TEXT:
            raise _Unacceptable
        node.text += text

    def doctype(self, *_declared: object) -> None:
        raise _Unacceptable


def walk(name: str, data: bytes, cut: frozenset[str], take: Callable[[Node, Node], None]) -> None:
    """Call ``take(element, parent)`` for each element named in ``cut``, in the file's order.

    Raises :class:`~reminder_cli.errors.RejectedFile` for what is not sound, plain XML.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    walker = _Walker(cut, take)
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parser.StartDoctypeDeclHandler = walker.doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place only
    except expat.ExpatError as error:
        raise damaged(
            name, _("The XML breaks off or is damaged at line {n}.", n=error.lineno)
        ) from error
    except (_Unacceptable, ValueError, LookupError) as error:
        raise damaged(name, _("The XML holds what no bank writes, such as a DOCTYPE.")) from error
