"""What a field is called above a column, and how its values are written, where several tables show it."""

import csv
from pathlib import Path

COLUMNS = {  # field: (label, kind); kinds are those of pages/_shared/tables.py
    row["field"]: (row["label"], row["kind"])
    for row in csv.DictReader(Path(__file__).with_name("columns.csv").open(encoding="utf-8"))
}
