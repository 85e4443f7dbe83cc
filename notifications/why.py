"""Why a posting is in a mail, in words: the search that asked for it, or the company that is followed."""

from notifications.models import SavedSearch

LONGEST = 200


def follows_a_company(saved: SavedSearch) -> bool:
    """Whether the search asks for one company and nothing else."""
    asked = saved.criteria
    others = (asked.tsquery, asked.countries, asked.workplaces, asked.employment_types)
    return asked.company_ids is not None and len(asked.company_ids) == 1 and not any(others)


def why(saved: SavedSearch, *, others: int = 0) -> str:
    """At most 200 characters. `others`: how many more of the subscriber's searches match the same posting."""
    more = f" (and {others} more of your searches)" if others else ""
    reason = f"You follow {saved.name}" if follows_a_company(saved) else f"Your search “{saved.name}”"
    return reason[: LONGEST - len(more)] + more
