"""What can be told of a question before looking anything up: its parts, its language, what kind of thing it wants.

Knows no entries. Instructions inside a question are text like any other.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 1_000
_MOST_PARTS = 4

_ASKING = (
    r"(?:what|which|who|whom|whose|where|when|why|how|is|are|do|does|did|can|could|should|shall|will|would|explain|"
    r"tell|describe|give|list|name|compare)"
)
_SPLITS = re.compile(
    rf"(?:\?+[\s,;]*(?:and|also|or|plus|oh|then)?\b)|(?:[;\n]+)|"
    rf"(?:[,.]?\s+(?:and|also|plus|&)\s+(?:also\s+|then\s+)?(?={_ASKING}\b|what's|whats|how's|who's))|"
    rf"(?:[.!]\s+(?=(?:and\s+|also\s+)?{_ASKING}\b))",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:and|or|also|so|ok|then|but)?\s*(?:why|how|when|who|what|where|why not|how so)?\W*$", re.IGNORECASE
)


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


_WANTS: dict[Wants, str] = {
    Wants.PAY: r"\b(salar\w*|wages?|earns?|earning|paid|pay ?(day|check|slip|roll|rise|grade|band|cut)?|compensation|stock "
    r"options?|equity|raise|how much (do|does|can|should) .*\b(make|get|earn|charge)|day rates?|payday)\b",
    Wants.MONEY: r"\b(budgets?|costs?|prices?|pric(?:ed|ing|ey)|spend|spent|invoices?|fees?|\$|eur|usd|cheap\w*|expens\w+ (claim|report)s?|"
    r"headcount|how much (is|are|money|did|will))\b",
    Wants.DATES: r"\b(deadlines?|what (day|date|time)|when (is|are|was|did|will|does) (the|our|my|we|next)|tomorrow|tonight|"
    r"yesterday|last (week|month|year|night|quarter|friday|sprint)|next (week|month|monday|year|sprint)|this "
    r"(week|morning|afternoon|evening)|today|on (monday|tuesday|wednesday|thursday|friday)|nightly|q[1-4])\b",
    Wants.COMPANY: r"\b((who|what|where|which|when)('s| is| are| was| were) (our|my)\b|where (is|are) the|how many of us|our (gpu|budget|roadmap|staging|cluster|"
    r"wifi|vpn|office|okr\w*|calendar)|the (office|kitchen|lunch|canteen|printer|wiki|cluster|bucket|staging|repo for)|"
    r"which floor|meeting room|holidays?|vacation|leave days|days off|back from|parking|my (laptop|manager|account|password|"
    r"ticket|badge|desk|contract))\b",
    Wants.ACCESS: r"\b(vpn|access (to|rights?)|passwords?|log ?in|permissions?|credentials?|tokens?|accounts?|s3|bucket|restart|"
    r"reboot|server is|is .* down|sso|2fa)\b",
    Wants.CODE: r"\b(docker ?file|how (do|can|to|would|should) (i|we|you)? ?(write|code|implement|compute|calculate|install|"
    r"configure|import|tune|debug|fix|parse|convert|train|export|set up) .*\b(in|with|on|for|a|an|the)\b .*|python|pandas|"
    r"sklearn|scikit.?learn|pytorch|tensorflow|keras|jax|sql query|regex|learning rates?|hyper ?param\w*|batch size|"
    r"epochs?|bert|gpt\w*|llama|transformers?|xgboost|lightgbm|kafka|spark|airflow|kubernetes|terraform|gpu|cuda|"
    r"stack ?trace|stacktrace|exception|segfault|api key|embedding\w*|vector (db|database|store))\b",
    Wants.PRODUCT_CHOICE: r"\b(which|what|best|better|recommend) .{0,30}\b(vendor|database|db|cloud|provider|laptop|gpu|model|"
    r"llm|feature store|library|orchestrator|warehouse|tool should|ide)\b|\b(or|vs\.?|versus) (jax|tensorflow|pytorch|aws|"
    r"gcp|azure|snowflake|databricks|airflow|dagster|mlflow|wandb|sagemaker|vertex\w*)\b",
    Wants.OBEY: r"\b(ignore|disregard|forget) (all|any|the|your|previous|prior|everything|what)|\bsystem( prompt|:)|\byou are now\b|"
    r"\bpretend\b|\bact as\b|\bjailbreak|\bdeveloper mode|</?\w+>|\b(print|reveal|show|output|repeat|dump) (me )?(your|the) "
    r"(system|prompt|instructions|config|secret|admin|hidden|private)|\b(delete|drop|erase|remove|overwrite|wipe) (all|the|every|"
    r"your)\b|\bset (the|your) \w+ ?\w* to\b|\bfrom now on\b|\bnew instructions?\b|\boverride\b|\bas an (admin|ai)\b",
    Wants.CHAT: r"\b(joke|poem|song|sing|thanks?|thank you|thx|cheers|hello|hi|hey|good (morning|evening|night|afternoon)|how are you|"
    r"are you (there|human|a (bot|robot))|who (made|built) you|bye|lol|love you|well done|great job|that helped|happy "
    r"birthday|translate|summari[sz]e|write (me )?(a|an) (email|poem|story|essay|letter|post))\b",
    Wants.LAW: r"\b(visas?|legal\w*|law|laws|lawsuit|lawyers?|gdpr|licen[cs]e\w*|patents?|copyright\w*|notice period|contracts?|"
    r"sue|copyright|compliance|nda|tax\w*|work permit)\b",
    Wants.PRIVATE: r"\b(private|confidential|wrote about me|said about me|other people's|phone number|home address|sick|doctor|"
    r"pregnan\w+|burn(ed|t)? ?out|depress\w+|harass\w*|fired|divorce|medical|who (is|are) (leaving|quitting|underperforming))\b",
    Wants.SIZE: r"\bhow many (ml |of ||data |software |mlops )?(engineers?|people|persons?|scientists?|researchers?|staff|hours|days|"
    r"weeks|months|gpus?|employees)\b|\bwhat (percentage|share|ratio)\b|\bhow (long|big|large) (is|are|does|should|will|do)\b|"
    r"\bideal (size|ratio)\b",
    Wants.WORLD: r"\b(weather|capital of|president|population|football|world cup|recipe|movie|stock price|bitcoin|news|lottery|"
    r"who won|horoscope|restaurant|flight|train to|hotel|lunch|dinner|coffee)\b",
}  # fmt: skip
# Asked for in these words, a passage is offered but never given as the answer: it would sound surer than it can be.
RESERVED = frozenset({Wants.PAY, Wants.MONEY, Wants.COMPANY, Wants.OBEY, Wants.LAW, Wants.PRIVATE, Wants.SIZE})
_WANTED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _WANTS.items()}


def wants(question: str) -> frozenset[Wants]:
    """The kinds of out-of-reach things the wording points at; a hint, not a verdict."""
    text = question[:LONGEST].replace("’", "'")
    return frozenset(kind for kind, pattern in _WANTED.items() if pattern.search(text))


def parts(question: str) -> tuple[str, ...]:
    """The questions in a message, at most four; one that has no words of its own stays with the one before it."""
    found: list[str] = []
    for piece in _SPLITS.split(question[:LONGEST]):
        piece = piece.strip(" \t\n,;.!-")
        if not piece:
            continue
        if _BARE.match(piece) or len(re.findall(r"\w\w+", piece)) < 2:
            if found:
                found[-1] += f" {piece}"
            continue
        found.append(piece)
    return tuple(found[:_MOST_PARTS]) or (question[:LONGEST].strip(),)


@dataclass(frozen=True)
class Language:
    """A language that is not English, and how to say in it that only English is understood."""

    name: str
    sorry: str


_LANGUAGES: tuple[tuple[Language, frozenset[str]], ...] = (
    (
        Language("German", "Leider verstehe ich nur Englisch. Bitte frag mich auf Englisch."),
        frozenset(
            "der die das und ist wie was wer wo warum ich wir ein eine einen nicht fur mit von zu den dem macht kann "
            "soll sollte unser unsere wann welche welcher sind haben uber auf bei bitte wenn oder auch".split()
        ),
    ),
    (
        Language("French", "Désolé, je ne comprends que l'anglais. Posez-moi la question en anglais."),
        frozenset(
            "le la les et est que qui quoi ou pourquoi comment nous vous un une des du pas pour avec dans sur quel "
            "quelle quels quelles fait faire notre votre sont ce cette je il elle peut doit on aux equipe".split()
        ),
    ),
    (
        Language("Spanish", "Lo siento, solo entiendo inglés. Pregúntame en inglés, por favor."),
        frozenset(
            "el la los las y es que quien como donde por para con una un del nuestro nuestra cual cuales hace hacer "
            "son se cuando porque debe puede equipo tiene tenemos necesito en de si al mas esta".split()
        ),
    ),
    (
        Language("Italian", "Mi dispiace, capisco solo l'inglese. Fammi la domanda in inglese."),
        frozenset(
            "il lo gli e che chi come dove perche per con una un del della nostro nostra quale quali cosa fa sono di "
            "nel nella siamo abbiamo deve puo quando squadra anche".split()
        ),
    ),
    (
        Language("Portuguese", "Desculpe, só entendo inglês. Pergunte em inglês, por favor."),
        frozenset(
            "o os as e que quem como onde por para com uma um do da dos nosso nossa qual quais faz fazer sao quando "
            "deve pode equipe temos nao voce em na no mais".split()
        ),
    ),
    (
        Language("Dutch", "Sorry, ik begrijp alleen Engels. Stel je vraag in het Engels."),
        frozenset(
            "de het een en is wat wie waar waarom hoe ik wij niet voor met van naar ons onze kan moet welke zijn hebben "
            "op bij wanneer doet dat".split()
        ),
    ),
    (
        Language("Polish", "Przepraszam, rozumiem tylko po angielsku. Zapytaj mnie po angielsku."),
        frozenset(
            "jest co kto gdzie dlaczego jak nie dla nasz nasza czy sie w na z do i jaki jaka ktory ma robi".split()
        ),
    ),
)
_SCRIPTS: tuple[tuple[str, Language], ...] = (
    ("[Ѐ-ӿ]", Language("Russian", "Извините, я понимаю только по-английски. Спросите меня по-английски.")),
    ("[぀-ヿ]", Language("Japanese", "すみません、英語しか分かりません。英語で質問してください。")),
    ("[가-힯]", Language("Korean", "죄송합니다. 영어만 이해합니다. 영어로 질문해 주세요.")),
    ("[一-鿿]", Language("Chinese", "抱歉，我只懂英语。请用英语提问。")),
    ("[؀-ۿ]", Language("Arabic", "عذرًا، لا أفهم إلا الإنجليزية. اسألني بالإنجليزية من فضلك.")),
    ("[֐-׿]", Language("Hebrew", "סליחה, אני מבין רק אנגלית. שאלו אותי באנגלית.")),
    ("[ऀ-ॿ]", Language("Hindi", "माफ़ कीजिए, मैं केवल अंग्रेज़ी समझता हूँ। कृपया अंग्रेज़ी में पूछें।")),
    ("[Ͱ-Ͽ]", Language("Greek", "Συγγνώμη, καταλαβαίνω μόνο αγγλικά. Ρωτήστε με στα αγγλικά.")),
    ("[฀-๿]", Language("Thai", "ขออภัย ฉันเข้าใจเฉพาะภาษาอังกฤษ กรุณาถามเป็นภาษาอังกฤษ")),
)
_ENGLISH = frozenset(
    "the is are was what who how why when where which do does can should we our i my of for to and in a an it that this "
    "with have has not be you your or if as on at by from they there will would about between need".split()
)
_OTHER = Language("another language", "I only understand English. Please ask me in English.")


def other_language(question: str) -> Language | None:
    """The language a question is in when it is not English, as far as letters and small words tell."""
    text = question[:LONGEST]
    letters = sum(letter.isalpha() for letter in text)
    for script, language in _SCRIPTS:
        if len(re.findall(script, text)) * 3 > letters > 0:
            return language
    foreign = sum(ord(letter) > 0x24F for letter in text if letter.isalpha())
    if letters and foreign * 2 > letters:
        return _OTHER
    import unicodedata

    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"[a-z]+", plain)
    if len(words) < 3:
        return None
    english = sum(word in _ENGLISH for word in words)
    best, hits = max(
        ((one, sum(word in small for word in words)) for one, small in _LANGUAGES), key=lambda pair: pair[1]
    )
    return best if hits >= 2 and hits > 1.5 * english and hits / len(words) >= 0.25 else None
