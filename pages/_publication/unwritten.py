"""Places of a report that people have to write."""

from __future__ import annotations

from pages._review import made
from pages._shared import data
from pages._shared.filters import View
from reports import documents
from reports.draft import Subject
from warehouse import workspace


def count(view: View, about: Subject) -> int:
    """How many are left in the report as it stands. Raises IssuerEnded and WorkspaceError."""
    folder = data.folder()
    texts = workspace.texts(folder, about.name).number
    parts = list(documents.draft(data.rows, about).parts())
    written = made.draft(view.snapshot.snapshot_id, str(folder), about, parts, texts)
    return sum(paragraph.is_unwritten for paragraph in written.paragraphs)
