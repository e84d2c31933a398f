"""Words of English, which are not for the reader."""

import re

WORDS = (
    "the|and|of|with|was|were|this|that|please|error|failed|loading|select|choose|search|upload|browse|found|page|files?|"
    "null|true|false|warning|invalid|missing|unknown|value|year|unit|score|not|for|by|from"
)
# what Streamlit says of itself
OF_STREAMLIT = (
    "open|close|clear|dismiss|results?|options?|available|columns?|fullscreen|running|stop|rerun|print|record|screen|settings|"
    "theme|system|light|dark|made|copy|version|clipboard|skip|content|main|sidebar|collapse|expand|app|next|previous|month|date|"
    "selected|drag|drop|limit|per|help|remove|connecting|connection|requested|mark|axis|legend|visualization|container"
)
ENGLISH = re.compile(rf"\b({WORDS})\b", re.IGNORECASE)
ANY_ENGLISH = re.compile(rf"\b({WORDS}|{OF_STREAMLIT})\b", re.IGNORECASE)
