"""New ids for what was there before: linked to the first, and told to nobody again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ingest.models import Posting, PostingStage, Run
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def posting(external_id: int) -> Posting:
    return Posting.objects.select_related("stage").get(external_id=str(external_id))


def waits_for_matching(external_id: int) -> bool:
    stage = PostingStage.objects.get(posting__external_id=str(external_id))
    return stage.announced_at is not None and stage.matched_at is None


def test_a_new_id_for_a_posting_that_this_listing_lacks_is_a_repost(visit: Visit, shows: Shows) -> None:
    shows(1, title="Beekeeper")
    visit(DAY_0)
    shows(2, title="Beekeeper")
    visit(DAY_0 + DAY)
    assert posting(2).canonical == posting(1)
    assert not waits_for_matching(2)


def test_a_new_id_for_a_posting_closed_in_the_last_thirty_days_is_a_repost(visit: Visit, shows: Shows) -> None:
    shows(1, 9, title="Beekeeper")
    visit(DAY_0)
    shows(9, title="Smoker")
    visit(DAY_0 + DAY)
    visit(DAY_0 + DAY + HOUR)
    assert posting(1).status == "closed"
    shows(2, title="Beekeeper")
    visit(DAY_0 + 20 * DAY)
    assert posting(2).canonical == posting(1)
    assert not waits_for_matching(2)


def test_after_thirty_days_the_same_title_is_news(visit: Visit, shows: Shows) -> None:
    shows(1, title="Beekeeper")
    visit(DAY_0)
    shows(9, title="Smoker")
    visit(DAY_0 + DAY)
    visit(DAY_0 + DAY + HOUR)
    shows(2, 9, title="Beekeeper")
    visit(DAY_0 + 33 * DAY)
    assert posting(2).canonical is None
    assert waits_for_matching(2)


def test_a_second_opening_beside_the_first_is_news(visit: Visit, shows: Shows) -> None:
    shows(1, title="Beekeeper")
    visit(DAY_0)
    shows(1, 2, title="Beekeeper")
    visit(DAY_0 + DAY)
    assert posting(2).canonical is None
    assert waits_for_matching(2)


def test_the_same_title_in_another_place_is_news(visit: Visit, shows: Shows) -> None:
    shows(1, title="Beekeeper")
    visit(DAY_0)
    shows(2, title="Beekeeper", location={"name": "Porto, Portugal"})
    visit(DAY_0 + DAY)
    assert posting(2).canonical is None
    assert waits_for_matching(2)


def test_a_repost_of_a_repost_is_linked_to_the_first(visit: Visit, shows: Shows) -> None:
    for number in (1, 2, 3):
        shows(number, title="Beekeeper")
        visit(DAY_0 + number * DAY)
    assert posting(3).canonical == posting(1)


def test_one_requisition_in_several_places_is_linked_and_each_place_is_matched(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, 2, 3, title="Smoker", requisition_id="R77")
    visit(DAY_0 + DAY)
    assert posting(2).canonical == posting(3).canonical == posting(1)
    assert waits_for_matching(2)
    assert waits_for_matching(3)
