"""Whether a name may be that of a private person, where no number says who it is.

A register without organisation numbers has Åsa Öberg beside Alnö Bygg. Nothing here decides what a
customer is: a name that may be a person's is asked about. A word too few in these lists asks once too
often; a word too many would dun a consumer by the rules for firms. So words that are names as well
(Ek, El, Asa, Sia, Marina) are not among them.
"""

from __future__ import annotations

import re

from reminder_cli.domain.matching_names import plain_words, word_set

_FORMS = word_set(
    "ab aktiebolag aktiebolaget hb handelsbolag handelsbolaget kb kommanditbolag for ekonomisk "
    "firma enskild filial publ bolag bolaget co company as aps oy oyj ltd limited llc llp plc inc "
    "corp corporation gmbh ag ug kg mbh sas sarl srl bv nv uab sp zoo"
)
_KINDS = word_set(
    "brf bostadsrattsforening forening foreningen forbund forbundet stiftelse stiftelsen stift kommun "
    "kommunen region regionen landsting landstinget myndighet myndigheten verket lansstyrelsen "
    "universitet universitetet hogskola hogskolan skola skolan forskola forskolan gymnasium "
    "forsamling forsamlingen pastorat pastoratet kyrka kyrkan klubb klubben if ik bk fk sk ifk aik gif "
    "samfallighet samfalligheten samfallighetsforening vagforening "
    "bygg byggnads maleri malare elektriska ror vvs stad stadning stadservice bil bilar plat platslageri "
    "snickeri smide svets mek mekaniska verkstad verkstaden maskin maskiner entreprenad schakt "
    "transport transporter akeri taxi buss frakt logistik lager handel handels import export butik butiken "
    "livs lanthandel restaurang cafe kafe pizzeria krog krogen hotell pensionat vandrarhem bageri konditori "
    "fastighet fastigheter fastigheten fastighets forvaltning forvaltnings invest holding kapital finans "
    "konsult konsulter konsulting consulting redovisning revision juridik advokat advokatbyra byra byran "
    "reklam media tryck tryckeri foto studio design data it system systems teknik teknisk software "
    "service tjanst tjanster support solutions group gruppen partner partners international nordic "
    "sverige sweden norge norway danmark finland deutschland industri industrier industries produktion fabrik "
    "fabriken lantbruk jordbruk tradgard skogs frisor salong gym halsa klinik vard omsorg tandvard apotek "
    "optik hund djur veterinar golf camping resor event musik teater bio museum forlag "
    "blommor mobler kok golv tak glas farg kyl energi miljo atervinning sakerhet larm "
    # Of no person either: what stands where a name is not known.
    "kund kunden kunder kontantkund diverse okand customer customers test exempel"
)
_ENDINGS = (
    "bolag", "bolaget", "bygg", "byggen", "maleri", "snickeri", "verkstad", "verkstaden", "service",
    "tjanst", "forening", "foreningen", "forbund", "forbundet", "stiftelse", "stiftelsen", "kommun",
    "skola", "skolan", "butik", "butiken", "konsult", "teknik", "transport", "akeri", "gruppen",
    "fabrik", "fabriken", "industri", "fastigheter", "forvaltning", "hotell", "restaurang", "bageri",
    "entreprenad", "produktion", "tryckeri", "firma", "handel", "varden", "kliniken", "salongen",
    "byra", "byran", "glas", "huset", "centrum", "center", "cafe", "kyrka", "forsamling", "klubb", "klubben",
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+(?:[ .,&'’´`/-]+[^\W\d_]+)*\.?")
_MOST_WORDS = 6  # "Dödsboet efter Anna Maria von Essen"


def may_be_person(name: str) -> bool:
    """Whether a name consists of words alone, of which none tells a business.

    One word may be a surname or a nickname, as well as a firm: Andersson, Volvo.

    >>> may_be_person("Åsa Öberg"), may_be_person("Nyman, Lars"), may_be_person("Lars & Eva Nyman")
    (True, True, True)
    >>> may_be_person("Alnö Bygg"), may_be_person("Nyman AB"), may_be_person("Brf Eken 5")
    (False, False, False)
    >>> may_be_person("Andersson"), may_be_person("Volvo"), may_be_person("")
    (True, True, False)
    """
    squeezed = " ".join(name.split())
    if not _LETTERS.fullmatch(squeezed):
        return False  # a digit, or a sign that no name has
    words = plain_words(squeezed)
    if not 1 <= len(words) <= _MOST_WORDS:
        return False
    return not any(word in _FORMS or word in _KINDS or word.endswith(_ENDINGS) for word in words)
