"""Whether a German sentence has a finite verb, and which words are surely none.

No tagger is loaded: closed classes of words and the shape of the noun phrase rule out what cannot
be a verb. What is left counts as one, so that a doubtful sentence is kept.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W\d_][\w-]*|\d[\d.,]*|[,;:()–]")
_INFLECTED = re.compile(r"\w+(?:e|en|er|es|em)")
_PREDICATIVE = re.compile(r"\w{2,}(?:lich|isch|bar|sam|los|weise|wärts|end|mal|mals|ig)")
# "Das bestätigte Lohse", "Zum einen verweigerte …": no adjective, though an article stands before.
_OPENS_WITH_VERB = re.compile(r"(?:Das|Dies|Zum (?:einen|anderen)) [a-zäöüß]+(?:ten?|en)\b")
_LONGEST = 100


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FINITE = _words("""
    ist sind war waren sei seien wäre wären hat haben habe hatte hatten hätte hätten wird werden
    werde wurde wurden würde würden kann können könne konnte konnten könnte könnten muss müssen
    müsse musste mussten müsste müssten soll sollen solle sollte sollten will wollen wolle wollte
    wollten darf dürfen dürfe durfte durften dürfte dürften mag mögen möge mochte möchte möchten
    gibt gebe geben gab gaben gäbe geht gehe gehen ging gingen kommt komme kommen kam kamen käme
    steht stehe stehen stand standen liegt liege liegen lag lagen bleibt bleibe bleiben blieb
    blieben macht mache machen machte machten gilt gelte gelten galt galten sieht sehe sehen sah
    sahen nimmt nehme nehmen nahm nahmen findet finde finden fand fanden hält halte halten hielt
    hielten lässt lasse lassen ließ ließen führt führe führen führte führten heißt heiße heißen
    hieß hießen zählen zählten fallen fielen steigen stiegen sagen sagten fordern forderten folgen
    folgten drohen drohten meint meinen meinten leben lebten verglich zeigen zeigten fehlen fehlten
    beginnen begannen
    """)
"""Forms that are common as finite verbs and rare as anything else, and odd-looking ones."""

_DETERMINERS = _words("""
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines
    dieser diese dieses diesen diesem jeder jede jedes jeden jedem mein meine meinem meiner
    sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren
    unserem unserer euer eure welche welcher welches beide beiden
    """)
_PREPOSITIONS = _words("""
    ab abseits als am an angesichts anhand ans auf aufgrund aus außer außerhalb bei beim bis dank
    durch entlang für fürs gegen gegenüber hinter im in innerhalb ins infolge je kontra laut mangels
    mit mithilfe mitsamt nach nahe namens neben ob ohne per pro rund samt seit seitens statt trotz
    um ums unter unweit via vom von vor während wegen wie zu zum zur zwecks zwischen zugunsten
    zulasten über übers
    """)
_OTHERS = _words("""
    ich du er sie es wir man mich mir dich dir ihm ihn ihnen uns euch sich wer was wem wen dessen
    deren denen derer jemand niemand alle allem allen aller alles andere anderem anderen anderer
    anderes einige einigen einiger etliche manche mancher mehrere mehreren nichts etwas viel viele
    vielem vielen vieler wenig wenige wenigen weniger mehr meisten wenigsten solche solcher
    und oder aber sondern denn doch sowie sowohl weder noch entweder bzw beziehungsweise dass weil
    wenn falls obwohl damit bevor nachdem sobald solange sodass indem sofern soweit da ob
    auch nur nicht schon bereits erst immer wieder weiter weiterhin nie niemals oft meist meistens
    manchmal stets bald jetzt nun heute gestern morgen vorgestern übermorgen damals dann danach
    zuvor vorher später früher seitdem seither bisher bislang inzwischen mittlerweile zuletzt zuerst
    zunächst künftig erneut nochmals einmal mal kaum fast etwa circa ungefähr knapp genau gerade
    eben ganz gar sehr so zu sogar besonders vor allem allein selbst nämlich zwar jedoch allerdings
    dennoch trotzdem deshalb daher darum also somit folglich außerdem zudem ferner überdies dabei
    dadurch dafür dagegen daneben daran darauf daraus darin darüber darunter davon davor dazu hier
    dort da dahin her hin hinein heraus herum hinauf oben unten innen außen vorn hinten links rechts
    drinnen draußen drüben überall nirgends irgendwo irgendwann irgendwie unterwegs zurück zusammen
    voran vorbei mitten quer gegenseitig wohl vielleicht wahrscheinlich offenbar leider gern gerne
    anders ebenso ebenfalls gleich gleichfalls gleichwohl insgesamt beinahe höchstens mindestens
    wenigstens spätestens frühestens erstmals letztmals mehrfach teils teilweise neu alt gut besser
    schlecht schlechter tot live online vorerst derzeit zurzeit eigentlich überhaupt übrigens
    indes indessen derweil hingegen vielmehr immerhin jedenfalls ohnehin sonst wo wohin woher warum
    weshalb wieso wann womit wofür wobei wodurch worauf wovon wozu zwei drei vier fünf sechs sieben
    acht neun zehn elf zwölf dutzende hunderte tausende alleine anstelle hierzulande
    zufolge the of on and
    """)
_NO_VERBS = _DETERMINERS | _PREPOSITIONS | _OTHERS
"""Words of closed classes and common adverbs."""

OPENS_A_NOUN_PHRASE = _DETERMINERS | _PREPOSITIONS
"""Determiners and prepositions: adjectives may follow, a verb seldom does."""


def is_no_verb(word: str) -> bool:
    """Whether a word in lower case is surely no verb: of a closed class, or an adverb by ending."""
    return word in _NO_VERBS or bool(_PREDICATIVE.fullmatch(word) and word not in FINITE)


def has_finite_verb(text: str) -> bool:
    """Whether some word of `text` may be a finite verb; a long sentence is taken to have one.

    In "Ein Überblick mit interaktiven Karten" none may: what stands between a preposition or
    article and its noun are adjectives.
    """
    tokens = _TOKEN.findall(text)
    if len(tokens) > _LONGEST or _OPENS_WITH_VERB.match(text):
        return True
    attributive = pending = False
    for token in [*tokens, ","]:
        word = token.lower()
        if word in FINITE:
            return True
        adjective = attributive and token.islower() and bool(_INFLECTED.fullmatch(word))
        if adjective and word not in _NO_VERBS:
            pending = True
            continue
        if pending and not token[0].isupper():
            return True
        if token.islower() and not is_no_verb(word):
            return True
        attributive, pending = word in OPENS_A_NOUN_PHRASE, False
    return False
