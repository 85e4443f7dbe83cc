"""Places out of the text of a location: `Remote, Italy`, `New York, NY / London, UK`, `US-SC-Prosperity`.

A text is cut into alternatives (`lists`), an alternative into parts, and each part is told by what it can be (`parts`):
a country, a state or province, a town of the gazetteer, a word that says how one works, or noise. `choosing` makes one
place of them. A country is only said where the text names it or the town leaves no doubt; a town is given as written.
"""

from ingest.reading.places.reading import Places, places

__all__ = ["Places", "places"]
