"""Kinds of things people ask for that no passage about ML teams can give, told by wording. Knows no entries."""

import re
from enum import StrEnum

from bot.domain.words import LONGEST


class Wants(StrEnum):
    """Kinds of things people ask for that no passage about ML teams can give."""

    PAY = "pay"
    MONEY = "money"
    DATES = "dates"
    COMPANY = "company"
    ACCESS = "access"
    CODE = "code"
    PRODUCT_CHOICE = "product choice"
    OBEY = "obey"
    CHAT = "chat"
    LAW = "law"
    PRIVATE = "private"
    SIZE = "size"
    WORLD = "world"
    FIRM = "firm"
    DO_IT = "do it"


_WANTS: dict[Wants, str] = {
    Wants.PAY: r"\b(salar\w*|wages?|earns?|earning|paid|pay ?(day|check|slip|roll|rise|grade|band|cut)?|"
    r"compensation|stock "
    r"options?|equity|raise|how much (do|does|can|should) .*\b(make|get|earn|charge)|day rates?|payday)\b",
    Wants.MONEY: r"\b(budgets?|costs?|prices?|pric(?:ed|ing|ey)|spend|spent|invoices?|fees?|\$|eur|usd|cheap\w*|"
    r"expens\w+ (claim|report)s?|"
    r"headcount|how much (is|are|money|did|will))\b",
    Wants.DATES: r"\b(deadlines?|what (day|date|time)|when (is|are|was|did|will|does) (the|our|my|we|next)|"
    r"tomorrow|tonight|"
    r"yesterday|last (week|month|year|night|quarter|friday|sprint)|next (week|month|monday|year|sprint)|this "
    r"(week|morning|afternoon|evening)|today|on (monday|tuesday|wednesday|thursday|friday)|nightly|q[1-4])\b",
    Wants.COMPANY: r"\b((who|what|where|which|when)('s| is| are| was| were) (our|my)\b|where (is|are) the|"
    r"how many of us|our (gpu|budget|roadmap|staging|cluster|"
    r"wifi|vpn|office|okr\w*|calendar)|the (office|kitchen|lunch|canteen|printer|wiki|cluster|bucket|staging|"
    r"repo for)|"
    r"which floor|meeting room|holidays?|vacation|leave days|days off|back from|parking|my (laptop|manager|"
    r"account|password|"
    r"ticket|badge|desk|contract))\b",
    Wants.ACCESS: r"\b(vpn|access (to|rights?)|passwords?|log ?in|permissions?|credentials?|tokens?|accounts?|"
    r"s3|bucket|restart|"
    r"reboot|server is|is .* down|sso|2fa)\b",
    Wants.CODE: r"\b(docker ?file|how (do|can|to|would|should) (i|we|you)? ?(write|code|implement|compute|"
    r"calculate|install|"
    r"configure|import|tune|debug|fix|parse|convert|train|export|set up) .*\b(in|with|on|for|a|an|the)\b .*|"
    r"python|pandas|"
    r"sklearn|scikit.?learn|pytorch|tensorflow|keras|jax|sql query|regex|learning rates?|hyper ?param\w*|batch size|"
    r"epochs?|bert|gpt\w*|llama|transformers?|xgboost|lightgbm|kafka|spark|airflow|kubernetes|terraform|gpu|cuda|"
    r"stack ?trace|stacktrace|exception|segfault|api key|embedding\w*|vector (db|database|store))\b",
    Wants.PRODUCT_CHOICE: r"\b(which|what|best|better|recommend) .{0,30}\b(vendor|database|db|cloud|provider|"
    r"laptop|gpu|model|"
    r"llm|feature store|library|orchestrator|warehouse|tool should|ide)\b|"
    r"\bwhich [\w ]{2,30} (is|are) (the )?(better|best|cheaper|faster)\b|"
    r"\b(or|vs\.?|versus) (jax|tensorflow|"
    r"pytorch|aws|"
    r"gcp|azure|snowflake|databricks|airflow|dagster|mlflow|wandb|sagemaker|vertex\w*)\b",
    Wants.OBEY: r"\b(ignore|disregard|forget) (all|any|the|your|previous|prior|everything|what)|"
    r"\bsystem( prompt|:)|\byou are now\b|"
    r"\bpretend\b|\bact as\b|\bjailbreak|\bdeveloper mode|</?\w+>|\b(print|reveal|show|output|repeat|"
    r"dump) (me )?(your|the) "
    r"(system|prompt|instructions|config|secret|admin|hidden|private)|\b(delete|drop|erase|remove|overwrite|"
    r"wipe) (all|the|every|"
    r"your)\b|\bset (the|your) \w+ ?\w* to\b|\bfrom now on\b|\bnew instructions?\b|\boverride\b|\bas an (admin|ai)\b",
    Wants.CHAT: r"\b(joke|poem|song|sing|thanks?|thank you|thx|cheers|hello|hi|hey|good (morning|evening|night|"
    r"afternoon)|how are you|"
    r"are you (there|human|a (bot|robot))|who (made|built) you|bye|lol|love you|well done|great job|that helped|"
    r"happy "
    r"birthday|translate|summari[sz]e|write (me )?(a|an) (email|poem|story|essay|letter|post))\b",
    Wants.LAW: r"\b(visas?|legal\w*|law|laws|lawsuit|lawyers?|gdpr|licen[cs]e\w*|patents?|copyright\w*|"
    r"notice period|contracts?|"
    r"sue|copyright|compliance|nda|tax\w*|work permit)\b",
    Wants.PRIVATE: r"\b(private|confidential|(performance )?(review|rating|notes|check-?ins?) of [a-z]+|"
    r"best performer|wrote about me|said about me|other people's|phone number|"
    r"home address|sick|doctor|"
    r"pregnan\w+|burn(ed|t)? ?out|depress\w+|harass\w*|fired|divorce|medical|who (is|are) (leaving|quitting|"
    r"underperforming))\b",
    Wants.SIZE: r"\bhow many (ml |of ||data |software |mlops )?(engineers?|people|persons?|scientists?|"
    r"researchers?|staff|hours|days|"
    r"weeks|months|gpus?|employees)\b|\bwhat (percentage|share|ratio)\b|\bhow (long|big|large) (is|are|does|"
    r"should|will|do)\b|"
    r"\bideal (size|ratio)\b",
    # Companies that no passage here is about.
    Wants.FIRM: r"\b(netflix|facebook|meta|apple|amazon|openai|deepmind|anthropic|tesla|uber|spotify|nvidia|oracle|"
    r"salesforce|linkedin|twitter|tiktok|alibaba|tencent|samsung|intel|sap|siemens|bosch|bmw)\b",
    Wants.DO_IT: r"^(please |can you |could you |would you |pls )*(write|draft|book|schedule|send|create|remind|review|"
    r"restart|open|cancel|delete|fire|raise|approve|print|calculate|compute|translate|summari[sz]e|remove|add|set|"
    r"show me|give me (the|his|her|my|our)|generate|fix|run|deploy|order|invite|call|tell (him|her|them|bob))\b|"
    r"\bhow (do|can|could) i (submit|register|sign up|become|unsubscribe|cancel|download|subscribe|apply for|renew|"
    r"reset|book|buy|order|upload|connect|open|install|compute|calculate)\b",
    Wants.WORLD: r"\b(weather|capital of|president|population|football|world cup|recipe|movie|stock price|"
    r"bitcoin|news|lottery|"
    r"who won|horoscope|restaurant|flight|train to|hotel|lunch|dinner|coffee)\b",
}  # fmt: skip
# Asked for in these words, a passage is offered but never given as the answer: it would sound surer than it can be.
RESERVED = frozenset({Wants.PAY, Wants.MONEY, Wants.COMPANY, Wants.OBEY, Wants.LAW, Wants.PRIVATE, Wants.SIZE})
_WANTED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _WANTS.items()}


def wants(question: str) -> frozenset[Wants]:
    """The kinds of out-of-reach things the wording points at; a hint, not a verdict."""
    text = question[:LONGEST].replace("’", "'")
    return frozenset(kind for kind, pattern in _WANTED.items() if pattern.search(text))
