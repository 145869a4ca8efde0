"""Which objectives the column `focus` of a table of partnerships names, besides efficiency, which all have.

Words are read in their context: "network extension" extends access, "contract extension" does not. Only phrases that are known to mean an
objective count; what else holds such a word is left unread, and whoever shows the result says what was read.
"""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[;,/|\u2022\n]|\.\s")
_LONGEST = 500
"""A topic is a phrase; of an essay only the beginning is read [letter]."""
_END = r"(?=$| (?:for|in|to|of|by|and|with|through|among|at|from|as|who)\b)"
"""The phrase ends here, so that "access to water" is one and "access to water meters" is not."""
_MORE = (
    r"(?:(?:new|more|additional|better|improv\w+|increas\w+|expand\w*|extend\w*|universal|equitable|wider|full|safe|water|sanitation"
    r"|sewer|sewerage|service|services|supply|piped|household|house|network|distribution|tap|social|subsidi[sz]ed|domestic|residential"
    r"|yard|area|population|poor|low income|pro poor|informal|the|of|in|number|and) )*"
)
_WATER = (
    r"(?:(?:safe|safely|managed|clean|drinking|potable|piped|improved|basic|adequate|affordable|reliable|continuous|better|public"
    r"|treated|household|sustainable|urban|distribution|pipe|the|and|water|sanitation|sewerage|supply|service|network) )*"
    r"(?:water|sanitation|sewerage|sewers?|supply|services?|networks?|taps?|standpipes?|kiosks?|toilets?|connections?)"
)
_PEOPLE = (
    r"(?:the |all |more |urban |rural |peri urban |small )*"
    r"(?:poor|low income|unserved|vulnerable|informal|households|people|communities|towns|residents)"
)
_POOR = (
    r"(?:people|households|families|customers|consumers|communities|areas|neighbou?rhoods|settlements|users|residents|populations?"
    r"|districts)"
)

_OTHERWISE = re.compile(
    "|".join(
        (
            r"\b(?:no|not(?! only)|without|exclud\w+|except|instead of|rather than|other than|non)\b.*",
            r"\b(?:ministry|minister|department|authority|board|company|association) (?:of|for) .*",
            r"\b(?:water (?:supply )?and )?(?:sanitation|sewerage|energy) (?:and \w+ )*(?:compan\w+|corporation|authority|utility|utilities"
            r"|board|agency|ministry|sector|regulat\w+|providers?|operators?|services? (?:provider|company|board|regulat\w+)\w*)\b",
            r"\blow income countr\w+",
            r"\b(?:investment|business|work|working|organi[sz]ational|political|economic|social|institutional|learning|safety) climate\b",
            r"\b(?:illegal|unauthori[sz]ed|clandestine|unregistered|unbilled|unmetered|inactive|dormant|leak\w+|faulty|defective|broken"
            r"|old|cross|internet|power|electric\w*|data) (?:\w+ ){0,3}?connections?\b",
            r"\b(?:costs?|opex|operating|operational|debt|debt service|expen\w+|insurance|meter|metering|gis|media|press|mobile|data"
            r"|asset|survey|sampling|training|warranty|customer service) (?:\w+ )?coverage\b",
            r"\bcoverage of (?:\w+ )*(?:costs?|expen\w+|debt)\b",
            r"\b(?:it|ict|computer|gis|scada|fibre|mobile|telemetry) networks?\b.*",
        )
    )
)
"""Phrases in which words below mean something else; they are taken out first."""

_OBJECTIVES = {
    "new_function": (
        r"\bpro ?poor\b",
        r"\blow income\b",
        rf"\bpoor(?:er|est)? (?:urban |rural )?{_POOR}\b",
        rf"\b(?:the|urban|rural|for|to|serving|reaching) poor(?:est)?\b{_END}",
        r"\binformal (?:settlements?|areas?)\b",
        r"\bslums?\b",
        r"\bsanitation\b",
        r"\bsewer(?:s|age|ed)?\b",
    ),
    "environment": (
        r"\benergy\b",
        r"\bclimate\b",
        r"\bwater quality\b",
        r"\bsource (?:water )?protection\b",
        r"\bprotection of (?:the )?(?:water )?sources?\b",
        r"\benvironmental(?:ly)?\b",
        r"^(?:the )?environment$",
        r"\b(?:natural|aquatic|protect\w* the|impacts? on the) environment\b",
        r"\benvironment (?:protection|management|plan|policy|impacts?)\b",
        r"^(?:climate|energy|health|nature|resources) and (?:the )?environment$",
    ),
    "finance": (
        r"\baccess to (?:\w+ )?(?:financ\w+|capital|loans?|credit|funding|funds)\b",
        r"\binvestment plan(?:s|ning)?\b",
        r"\bbankab\w+",
        r"\bcredit ?worth\w+",
    ),
    "access": (
        rf"^{_MORE}access(?: and .*)?$",
        rf"\b(?:water|services?|sanitation|universal|equitable|household) access\b{_END}",
        rf"\baccess to {_WATER}\b{_END}",
        rf"\baccess (?:for|in|by|among|of) {_PEOPLE}\b",
        rf"^{_MORE}connections?$",
        rf"\b(?:new|more|additional|house|household|social|subsidi[sz]ed|pro poor|low income) {_MORE}connections?\b{_END}",
        rf"\bconnections? (?:for|to|of|in) {_PEOPLE}\b",
        rf"\bconnect(?:ing)? {_PEOPLE}\b",
        r"\bconnections? (?:programme|program|campaign|drive|subsid\w+|polic(?:y|ies))\b",
        r"^extensions?$",
        r"\b(?:network|pipes?|pipeline|distribution|services?|supply|system|area|sewer|sewerage|mains?|water|coverage|access) extensions?\b"
        rf"{_END}",
        rf"\bext(?:ension of|end|ending) {_WATER}\b{_END}",
        rf"^{_MORE}coverage$",
        rf"\b(?:water|services?|supply|network|sewer|sewerage|sanitation|piped|population|universal|household) coverage\b{_END}",
        r"\bcoverage (?:expansion|extension|increases?|growth)\b",
        rf"\bcoverage (?:of|in|among|for) {_PEOPLE}\b",
    ),
}
"""Phrases that name an objective."""
_KNOWN = {objective: re.compile("|".join(phrases)) for objective, phrases in _OBJECTIVES.items()}


def objectives_in(focus: str) -> dict[str, str]:
    """Return the objectives that a text names, each with the topic that names it first, as it is written.

    Parameters
    ----------
    focus : topics, separated by semicolons, commas, slashes or bars.
    """
    found: dict[str, str] = {}
    for topic in _SEPARATORS.split(focus):
        plain = _OTHERWISE.sub(" ; ", _plain(topic[:_LONGEST]))
        for part in plain.split(";"):
            for objective, phrases in _KNOWN.items():
                if phrases.search(part.strip()):
                    found.setdefault(objective, topic.strip())
    return found


def _plain(topic: str) -> str:
    """A topic in small letters, with one space between words and no marks."""
    words = unicodedata.normalize("NFKC", topic).casefold().replace("&", " and ")
    return " ".join(re.findall(r"\w+", words))
