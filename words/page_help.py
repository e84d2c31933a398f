"""What a page answers and how what it shows is read: the short help at its title."""

import csv
from pathlib import Path

HELP = {  # file of the page: (what it answers, how it is read)
    row["page"]: (row["answers"], row["reading"])
    for row in csv.DictReader(Path(__file__).with_name("page_help.csv").open(encoding="utf-8"))
}
