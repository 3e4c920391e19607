"""PDF pages from typst templates: data goes in as JSON, so no text of a person becomes markup."""

from __future__ import annotations

import json
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
