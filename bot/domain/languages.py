"""Tells a question that is not in English, and says so in its language. Knows letters and small words only."""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.words import LONGEST


def _small(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True)
class Language:
    """A language that is not English, and how to say in it that only English is understood."""

    name: str
    sorry: str


_LANGUAGES: tuple[tuple[Language, frozenset[str]], ...] = (
    (
        Language("German", "Leider verstehe ich nur Englisch. Bitte frag mich auf Englisch."),
        _small(
            "der die das und ist wie was wer wo warum ich wir ein eine einen nicht fur mit von zu den dem macht kann "
            "soll sollte unser unsere wann welche welcher sind haben uber auf bei bitte wenn oder auch"
        ),
    ),
    (
        Language("French", "Désolé, je ne comprends que l'anglais. Posez-moi la question en anglais."),
        _small(
            "le la les et est que qui quoi ou pourquoi comment nous vous un une des du pas pour avec dans sur quel "
            "quelle quels quelles fait faire notre votre sont ce cette je il elle peut doit on aux equipe"
        ),
    ),
    (
        Language("Spanish", "Lo siento, solo entiendo inglés. Pregúntame en inglés, por favor."),
        _small(
            "el la los las y es que quien como donde por para con una un del nuestro nuestra cual cuales hace hacer "
            "son se cuando porque debe puede equipo tiene tenemos necesito en de si al mas esta"
        ),
    ),
    (
        Language("Italian", "Mi dispiace, capisco solo l'inglese. Fammi la domanda in inglese."),
        _small(
            "il lo gli e che chi come dove perche per con una un del della nostro nostra quale quali cosa fa sono di "
            "nel nella siamo abbiamo deve puo quando squadra anche"
        ),
    ),
    (
        Language("Portuguese", "Desculpe, só entendo inglês. Pergunte em inglês, por favor."),
        _small(
            "o os as e que quem como onde por para com uma um do da dos nosso nossa qual quais faz fazer sao quando "
            "deve pode equipe temos nao voce em na no mais"
        ),
    ),
    (
        Language("Dutch", "Sorry, ik begrijp alleen Engels. Stel je vraag in het Engels."),
        _small(
            "de het een en is wat wie waar waarom hoe ik wij niet voor met van naar ons onze kan moet welke zijn "
            "hebben op bij wanneer doet dat"
        ),
    ),
    (
        Language("Polish", "Przepraszam, rozumiem tylko po angielsku. Zapytaj mnie po angielsku."),
        _small("jest co kto gdzie dlaczego jak nie dla nasz nasza czy sie w na z do i jaki jaka ktory ma robi"),
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
_ENGLISH = _small(
    "the is are was what who how why when where which do does can should we our i my of for to and in a an it that "
    "this with have has not be you your or if as on at by from they there will would about between need"
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
