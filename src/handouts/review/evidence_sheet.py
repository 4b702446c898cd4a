"""Where the facts of one sheet come from, fact by fact: a sheet of its own for a reader who asks."""

from __future__ import annotations

from handouts.clinic.load import Clinic
from handouts.content.catalogue import Catalogue, Loaded
from handouts.content.fact_list import GRADES, fact_list
from handouts.review.office import office_pdf


def evidence_pdf(catalogue: Catalogue, loaded: Loaded, clinic: Clinic) -> bytes | None:
    """The full list of a document's sources as one tagged PDF on the clinic's paper; None of one that states no facts.

    Raises DocumentFailed and EnvironmentFault as `to_pdf` does.
    """
    sections = fact_list(catalogue, loaded.document)
    if not sections:
        return None
    sources = {source.id: source for section in sections for fact in section.facts for source in fact.sources}
    return office_pdf(
        catalogue.layers,
        "evidence.html.j2",
        ("review-pack.css", "evidence.css"),
        f"evidence/{clinic.brand.id}/{loaded.id}",
        loaded=loaded,
        brand=clinic.brand,
        paper=catalogue.papers[clinic.brand.paper],
        sections=sections,
        sources=sources.values(),
        numbers={name: number for number, name in enumerate(sources, start=1)},
        grades=GRADES,
    )
