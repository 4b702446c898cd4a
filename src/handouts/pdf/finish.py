"""Last touches on the PDF object before it is written: PDF/UA in the XMP, page labels."""

from __future__ import annotations

import pydyf
from weasyprint.document import Document

# PDF/A knows the pdfuaid schema only where the file itself describes it (ISO 19005-3, 6.6.2.3.2).
_PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
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


def finish(_document: Document, pdf: pydyf.PDF) -> None:
    """Declare PDF/UA-1 next to PDF/A-3a, let nobody smooth pictures, and number the pages 1, 2, 3."""
    _declare_pdfua(pdf)
    for image in (each for each in pdf.objects if "Interpolate" in getattr(each, "extra", ())):
        image.extra["Interpolate"] = "false"  # PDF/A wants pictures drawn as they are (ISO 19005-3, 6.2.8)
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})


def _declare_pdfua(pdf: pydyf.PDF) -> None:
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream
    assert stream[0].count(b"</rdf:RDF>") == 1
    stream[0] = stream[0].replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>")
