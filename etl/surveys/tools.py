"""Survey tools by the headers that they write: which tool an export comes from, and what its own columns mean."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from etl.reference.question_map import exact_keys, spellings


class Header(NamedTuple):
    """How the header of an export is known. Words are lower-case headers as the tool writes them."""

    needed: tuple[tuple[str, ...], ...] = ()  # at least one word of each group stands in it
    first: bool = False  # the needed word must be the first column
    repeat: tuple[str, ...] = ()  # words that all stand in the header of a table of repeat groups


class Days(NamedTuple):
    """Columns that say when a response was given; of each list the first that is there counts."""

    given: tuple[str, ...] = ()
    utc: tuple[str, ...] = ()  # of `given`, those that are no local time
    received: tuple[str, ...] = ()  # of `given`, those by the clock of the tool, where others are by that of a phone
    begun: tuple[str, ...] = ()  # moments between which the form was filled in
    ended: tuple[str, ...] = ()


class Status(NamedTuple):
    """Columns that say whether a response counts."""

    complete: tuple[str, ...] = ()  # empty cell = incomplete response
    review: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # values of `review` that reject a response


class Cells(NamedTuple):
    """How answers are written."""

    separators: str = " "  # marks of which one stands between the choices of a select-multiple cell
    option_columns: bool = True  # there may be a column for each option of a question, not only for rows of a grid
    not_asked: bool = False  # N/A where a question was not shown
    beside_other: bool = False  # the column of "Khác" holds what the respondent wrote there


class Tool(NamedTuple):
    """One survey tool."""

    code: str
    name: str
    header: Header
    days: Days
    id: tuple[str, ...] = ()
    is_id_unique: bool = False  # among all forms of the tool, not only within one export
    status: Status = Status()
    cells: Cells = Cells()
    own: tuple[str, ...] = ()  # further columns of the tool that answer no question


# The words of a tool follow the language of the account that exports, whatever the form is written in.
_STAMP = ("timestamp", "dấu thời gian", "horodateur", "marca temporal", "carimbo de data/hora", "zeitstempel",
          "informazioni cronologiche", "tijdstempel", "stempel waktu", "cap masa", "zaman damgası", "sygnatura czasowa",
          "отметка времени", "позначка часу", "tidsstempel", "tidstämpel", "aikaleima", "időbélyeg", "časové razítko",
          "タイムスタンプ", "타임스탬프", "时间戳记", "時間戳記", "ประทับเวลา")  # fmt: skip
_BEGUN = ("start time", "thời gian bắt đầu", "hora de inicio", "hora de início", "heure de début", "startzeit",
          "ora di inizio", "begintijd", "waktu mulai", "開始時刻", "开始时间")  # fmt: skip
_ENDED = ("completion time", "thời gian hoàn thành", "hora de finalización", "hora de conclusão", "heure de fin",
          "fertigstellungszeit", "ora di completamento", "tijd van voltooien", "waktu penyelesaian", "完了時刻",
          "完成时间")  # fmt: skip
_SENT = ("submitdate", "date submitted", "ngày gửi", "date de soumission", "datum abgeschickt", "fecha de envío",
         "data de envio")  # fmt: skip
_PAGE = ("lastpage", "last page", "trang cuối cùng", "dernière page", "letzte seite", "última página")
_RESPONSE = ("id", "response id", "id trả lời", "id phản hồi", "mã phản hồi", "id de la réponse", "antwort id",
             "id de respuesta", "id da resposta")  # fmt: skip
_TOUCHED = ("datestamp", "date last action", "date de la dernière action", "datum letzte aktivität",
            "fecha de la última acción")  # fmt: skip
_OPENED = ("startdate", "date started", "ngày bắt đầu", "date de lancement", "datum gestartet", "fecha de inicio")

TOOLS = (
    Tool(
        "kobo",
        "KoboToolbox",
        # whoever exports chooses the columns: start and _index may be all that is left
        Header((("_uuid", "meta/instanceid", "_id", "_submission_time", "start", "end", "today"),
                ("_submission_time", "_index", "_validation_status")),
               repeat=("_parent_table_name", "_parent_index")),
        Days(("today", "end", "start", "_submission_time"), utc=("_submission_time",), received=("_submission_time",),
             begun=("start",), ended=("end",)),
        id=("_uuid", "meta/rootuuid", "_id"),
        is_id_unique=True,
        status=Status(review=("_validation_status",),
                      refused=("not approved", "validation_status_not_approved", "không được duyệt", "không duyệt")),
        own=("start", "end", "today", "_id", "_uuid", "_submission_time", "_status", "__version__", "_tags", "_index",
             "meta/rootuuid", "meta/instanceid", "formhub/uuid", "_xform_id_string", "_validation_status"),
    ),
    Tool(
        "odk",
        "ODK Central",
        Header((("submissiondate",), ("key", "meta-instanceid")), repeat=("parent_key", "key")),
        Days(("today", "end", "start", "submissiondate"), utc=("submissiondate",), received=("submissiondate",),
             begun=("start",), ended=("end",)),
        id=("key", "meta-instanceid", "instanceid"),
        is_id_unique=True,
        status=Status(review=("reviewstate",), refused=("rejected",)),
        own=("submissiondate", "key", "meta-instanceid", "instanceid", "reviewstate", "edits", "formversion", "attachmentspresent",
             "attachmentsexpected", "status", "start", "end", "today"),
    ),
    Tool(
        "limesurvey",
        "LimeSurvey",
        Header((_SENT, _PAGE)),
        Days((*_SENT, *_TOUCHED, *_OPENED), begun=_OPENED, ended=_SENT),
        id=_RESPONSE,
        status=Status(complete=_SENT),
        cells=Cells(not_asked=True, beside_other=True),
        own=(*_RESPONSE, *_SENT, *_PAGE, *_TOUCHED, *_OPENED, "startlanguage", "start language", "langue de départ",
             "start-sprache", "lenguaje inicial", "seed", "tête de série", "zufallsstartwert"),
    ),
    Tool(
        "ms_forms",
        "Microsoft Forms",
        Header((("id",), _BEGUN, _ENDED)),
        Days((*_ENDED, *_BEGUN), begun=_BEGUN, ended=_ENDED),
        id=("id",),
        cells=Cells(";", option_columns=False),
        own=("id", *_BEGUN, *_ENDED, "last modified time", "language", "thời gian sửa đổi lần cuối",
             "thời gian sửa đổi gần nhất"),
    ),
    Tool(
        "google",
        "Google Forms",
        Header((_STAMP,), first=True),
        Days(_STAMP),
        cells=Cells(",;", option_columns=False),
        own=_STAMP,
    ),
)  # fmt: skip
# An export may have lost the columns by which its tool is known, and still have that of the day.
OTHER = Tool(
    "other",
    "công cụ khác",
    Header(),
    Days(*(sum(words, ()) for words in zip(*(tool.days for tool in TOOLS), strict=True))),
    cells=Cells(",;", not_asked=True),
)


def words_of(header: str) -> set[str]:
    """What a header may be called by a tool: as it is, or the code or text of LimeSurvey's `code. text`."""
    words = set()
    for plain in spellings(unicodedata.normalize("NFC", header)):
        plain = " ".join(plain.split()).casefold()
        words |= {plain, *exact_keys(plain)} if ". " in plain else {plain}
    return words


def detect(headers: list[str]) -> Tool | None:
    """The tool that writes such headers; None where it is none that we know."""
    words = [words_of(h) for h in headers]
    everything = set().union(*words) if words else set()
    for tool in TOOLS:
        needed = tool.header.needed
        if tool.header.first:
            if words and words[0] & set(needed[0]) and len(words) > 1:
                return tool
        elif all(everything & set(group) for group in needed):
            return tool
    return None


def is_repeat(headers: list[str]) -> bool:
    """Whether a table holds a repeat group, each row of it belonging to a response."""
    words = set().union(*map(words_of, headers))
    return any(tool.header.repeat and words.issuperset(tool.header.repeat) for tool in TOOLS)


def column(headers: list[str], wanted: tuple[str, ...]) -> int | None:
    """Place of the first wanted word that is there."""
    words = [words_of(h) for h in headers]
    for word in wanted:
        for place, own in enumerate(words):
            if word in own:
                return place
    return None


def own_columns(headers: list[str], tool: Tool) -> set[int]:
    """Places of the columns that the tool adds by itself."""
    return {place for place, h in enumerate(headers) if words_of(h) & set(tool.own)}
