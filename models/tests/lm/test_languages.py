"""The text of the declarations, without what surrounds it."""

from ddmodels.lm import languages

PAGE = """<!doctype html><html><head><title>French</title></head><body>
<h1>Déclaration   universelle</h1><h2>Préambule</h2>
<p>Considérant que
la <em>reconnaissance</em> ...</p><ol><li>Un.</li><li>  </li></ol> between</body></html>"""


def test_only_headings_and_paragraphs_are_read():
    lines = ["Déclaration universelle", "Préambule", "Considérant que la reconnaissance ...", "Un."]
    assert languages.plain(PAGE) == "\n".join(lines)
