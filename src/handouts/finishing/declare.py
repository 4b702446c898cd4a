"""What a PDF says in its XMP metadata that it keeps to: PDF/UA-1, or PDF/UA-2 and Well-Tagged PDF."""

from __future__ import annotations

import pydyf

# PDF/A knows the pdfuaid schema only where the file itself describes it (ISO 19005-3, 6.6.2.3.2).
_PDFUA_1 = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the ISO 14289 standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_PDFUA_2 = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="2"
 pdfuaid:rev="2024"/>
<rdf:Description rdf:about="" xmlns:pdfd="http://pdfa.org/declarations/"><pdfd:declarations><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo></rdf:li>
<rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#reuse1.0</pdfd:conformsTo></rdf:li>
</rdf:Bag></pdfd:declarations></rdf:Description>
"""
_WITH_FILES = b' pdfaid:conformance="F"'


def pdfua_1(pdf: pydyf.PDF) -> None:
    """Declare PDF/UA-1 next to PDF/A-3a."""
    _put_in(pdf, b"</rdf:RDF>", _PDFUA_1 + b"</rdf:RDF>")


def pdfua_2(pdf: pydyf.PDF) -> None:
    """Declare PDF/UA-2 and Well-Tagged PDF next to PDF/A-4f; of a file that carries no other, next to PDF/A-4."""
    _put_in(pdf, b"</rdf:RDF>", _PDFUA_2 + b"</rdf:RDF>")
    if "EmbeddedFiles" not in pdf.catalog.get("Names", {}):
        _put_in(pdf, _WITH_FILES, b"")


def _put_in(pdf: pydyf.PDF, old: bytes, new: bytes) -> None:
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream
    assert stream[0].count(old) == 1
    stream[0] = stream[0].replace(old, new)
