"""What a robots.txt says to one robot (RFC 9309): the groups that name it, or those for all; the longest match wins."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

MOST_RULES = 2_000
LONGEST = 2_000
_UNRESERVED = re.compile(r"%(2[dDeE]|3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|5[fF]|7[eE])")
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_PRODUCT = re.compile(r"[a-zA-Z_-]+|\*")


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` is normalised; in it `*` stands for anything, and `$` at its end for the end of the path."""

    allows: bool
    pattern: str


def rules_for(text: str, robot: str) -> tuple[Rule, ...]:
    """The rules of a robots.txt for the robot of that product name."""
    groups = list(_groups(text))
    named = [rules for robots, rules in groups if robot.lower() in robots]
    chosen = named or [rules for robots, rules in groups if "*" in robots]
    return tuple(rule for rules in chosen for rule in rules)[:MOST_RULES]


def may_read(rules: Sequence[Rule], path: str) -> bool:
    """Whether the path, with its query, may be read. The longest pattern decides, and of equal ones the kinder."""
    path = _normalised(path)
    matching = [rule for rule in rules if _matches(rule.pattern, path)]
    return max(((len(rule.pattern), rule.allows) for rule in matching), default=(0, True))[1]


def as_text(rules: Sequence[Rule]) -> str:
    return "\n".join(f"{'allow' if rule.allows else 'disallow'}: {rule.pattern}" for rule in rules)


def from_text(text: str) -> tuple[Rule, ...]:
    """The rules that `as_text` wrote."""
    return rules_for(f"user-agent: *\n{text}", "*")


def _groups(text: str) -> Iterator[tuple[set[str], list[Rule]]]:
    robots, rules = set[str](), list[Rule]()
    has_rules = False
    for name, value in _lines(text):
        if name == "user-agent":
            if has_rules:
                yield robots, rules
                robots, rules, has_rules = set(), [], False
            if product := _PRODUCT.match(value):
                robots.add(product[0].lower())
        elif name in {"allow", "disallow"}:
            has_rules = True
            if value.startswith(("/", "*")) and len(value) <= LONGEST:
                rules.append(Rule(name == "allow", _normalised(value)))
    yield robots, rules


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", text.removeprefix("\ufeff")):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _normalised(path: str) -> str:
    """The same octets in one spelling: what needs no escape has none, all else has one in capitals."""
    plain = _UNRESERVED.sub(lambda match: chr(int(match[1], 16)), path)
    return _ESCAPED.sub(lambda match: match[0].upper(), quote(plain, safe="%/?#[]@!$&'()*+,;=:~-._"))


def _matches(pattern: str, path: str) -> bool:
    """Piece by piece from the left, which takes as long as the path is, however many wildcards there are."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not is_whole or path == first
    *middle, last = others
    place = len(first)
    for piece in middle:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return path.endswith(last) and len(path) - len(last) >= place if is_whole else path.find(last, place) >= 0
