"""Puts HTML around plain sections, in the various ways in which employers' editors do it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from demo.company import Board, Section

_HEADINGS = ("<h3>{}</h3>", "<p><strong>{}</strong></p>", "<h2>{}</h2>", "<div><b>{}</b></div><div>&nbsp;</div>")
_PARAGRAPHS = ("<p>{}</p>", '<p><span style="font-weight: 400;">{}</span></p>', "<div>{}</div><div><br></div>")
_POINTS = ("<li>{}</li>", '<li style="font-weight: 400;"><span>{}</span></li>', "<li><p>{}</p></li>")


@dataclass(frozen=True, slots=True)
class Style:
    """Templates for the parts of a text. Without lists, its points are lines with bullets."""

    heading: str
    paragraph: str
    point: str
    has_lists: bool


def style_of(board: Board) -> Style:
    return Style(
        heading=board.habit("heading markup", _HEADINGS),
        paragraph=board.habit("paragraph markup", _PARAGRAPHS),
        point=board.habit("point markup", _POINTS),
        has_lists=board.habit("lists", (True, True, True, True, False)),
    )


def html_of(sections: Iterable[Section], style: Style) -> str:
    return "\n".join(section_html(section, style) for section in sections)


def section_html(section: Section, style: Style) -> str:
    return f"{style.heading.format(_escaped(section.heading))}\n{body_html(section, style)}"


def body_html(section: Section, style: Style) -> str:
    """The section without its heading."""
    paragraphs = [style.paragraph.format(_escaped(text)) for text in section.paragraphs]
    return "\n".join((*paragraphs, *_listed(section, style)))


def _listed(section: Section, style: Style) -> tuple[str, ...]:
    if not section.points:
        return ()
    if style.has_lists:
        return (f"<ul>\n{points_html(section, style)}\n</ul>",)
    return ("<p>" + "<br>\n".join(f"\N{BULLET}&nbsp;{_escaped(point)}" for point in section.points) + "</p>",)


def points_html(section: Section, style: Style) -> str:
    """The list items alone, without a list around them."""
    return "\n".join(style.point.format(_escaped(point)) for point in section.points)


def text_of(sections: Iterable[Section]) -> str:
    return "\n".join(section_text(section) for section in sections)


def section_text(section: Section) -> str:
    return "\n".join((section.heading, body_text(section)))


def body_text(section: Section) -> str:
    return "\n".join((*section.paragraphs, *section.points))


def _escaped(text: str) -> str:
    return escape(text, quote=False)
