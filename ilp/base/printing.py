"""PDF pages from typst templates: data goes in as JSON, so no text of a person becomes markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Render a template with its data, which it reads from ``sys.inputs.data``.

    Untagged: a tagged file of a register is four times as large and slower; screen readers have the page.
    """
    import typst  # 30 MB that only a process which prints should hold

    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return bytes(
        typst.compile(str(template), sys_inputs={"data": text}, ignore_system_fonts=True, pdf_tags=False)
    )


_LONG_WORD = re.compile(r"[^\W\d_]{9,}")
# Before a consonant and its vowel; ng, ny, sy and kh are one consonant.
_SYLLABLE = re.compile(
    r"(?<=[aeiou])(?=(?:ng|ny|sy|kh|[b-df-hj-np-tv-z])[aeiou])"
    r"|(?<=[aeiou][b-df-hj-np-tv-z])(?<!n)(?=[b-df-hj-np-tv-z][aeiou])"
    r"|(?<=[aeiou]n)(?=[b-fh-xz][aeiou])|(?<=ng)(?=[b-df-hj-np-tv-z][aeiou])",
    re.IGNORECASE,
)
SOFT_HYPHEN = "\N{SOFT HYPHEN}"


def breakable(text: str) -> str:
    """Long words may break between syllables in a narrow column: typst knows no Indonesian hyphenation.

    >>> breakable("Membersihkan diri").replace(SOFT_HYPHEN, "-")
    'Mem-ber-sih-kan diri'
    >>> breakable("Ketergantungan").replace(SOFT_HYPHEN, "-")
    'Ke-ter-gan-tu-ngan'
    """
    return _LONG_WORD.sub(lambda word: _SYLLABLE.sub(SOFT_HYPHEN, word[0]), text)
