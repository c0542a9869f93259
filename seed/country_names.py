"""What countries are called: by the names that the codebook `country` gives them, and by demonyms.

A name may be that of several countries ("Congo", "Korean"): then only a code tells which is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from schemas.codebook import codebook, several
from store.tokens import folded

# The adjective or the people: it means the country where a code or the dataset names the same country.
_DEMONYMS = """
AFG Afghan, Afghani
AGO Angolan
ALB Albanian
AND Andorran
ARE Emirati
ARG Argentine, Argentinian, Argentinean
ARM Armenian
AUS Australian, Aussie
AUT Austrian
AZE Azerbaijani, Azeri
BDI Burundian
BEL Belgian
BEN Beninese
BFA Burkinabe
BGD Bangladeshi
BGR Bulgarian
BHR Bahraini
BHS Bahamian
BIH Bosnian
BLR Belarusian, Belarussian
BLZ Belizean
BOL Bolivian
BRA Brazilian
BRB Barbadian
BRN Bruneian
BTN Bhutanese
BWA Botswanan
CAN Canadian
CHE Swiss
CHL Chilean
CHN Chinese
CIV Ivorian
CMR Cameroonian
COD Congolese
COG Congolese
COL Colombian
COM Comorian
CPV Cape Verdean
CRI Costa Rican
CUB Cuban
CYP Cypriot
CZE Czech
DEU German
DJI Djiboutian
DMA Dominican
DNK Danish, Dane
DOM Dominican
DZA Algerian
ECU Ecuadorian, Ecuadorean
EGY Egyptian
ERI Eritrean
ESP Spanish, Spaniard
EST Estonian
ETH Ethiopian
FIN Finnish, Finn
FJI Fijian
FRA French, Frenchman
GAB Gabonese
GBR British, Briton
GEO Georgian
GHA Ghanaian
GIN Guinean
GMB Gambian
GNB Guinean
GNQ Equatorial Guinean
GRC Greek
GRD Grenadian
GTM Guatemalan
GUY Guyanese
HND Honduran
HRV Croatian, Croat
HTI Haitian
HUN Hungarian
IDN Indonesian
IND Indian
IRL Irish
IRN Iranian
IRQ Iraqi
ISL Icelandic, Icelander
ISR Israeli
ITA Italian
JAM Jamaican
JOR Jordanian
JPN Japanese
KAZ Kazakh, Kazakhstani
KEN Kenyan
KGZ Kyrgyz
KHM Cambodian
KOR South Korean, Korean
KWT Kuwaiti
LAO Laotian, Lao
LBN Lebanese
LBR Liberian
LBY Libyan
LKA Sri Lankan
LSO Basotho
LTU Lithuanian
LUX Luxembourger
LVA Latvian
MAR Moroccan
MDA Moldovan
MDG Malagasy
MDV Maldivian
MEX Mexican
MKD Macedonian
MLI Malian
MLT Maltese
MMR Burmese
MNE Montenegrin
MNG Mongolian
MOZ Mozambican
MRT Mauritanian
MUS Mauritian
MWI Malawian
MYS Malaysian
NAM Namibian
NER Nigerien
NGA Nigerian
NIC Nicaraguan
NLD Dutch
NOR Norwegian
NPL Nepalese, Nepali
NZL New Zealander, Kiwi
OMN Omani
PAK Pakistani
PAN Panamanian
PER Peruvian
PHL Philippine, Filipino
PNG Papua New Guinean
POL Polish, Pole
PRI Puerto Rican
PRK North Korean, Korean
PRT Portuguese
PRY Paraguayan
PSE Palestinian
QAT Qatari
ROU Romanian
RUS Russian
RWA Rwandan
SAU Saudi, Saudi Arabian
SDN Sudanese
SEN Senegalese
SGP Singaporean
SLE Sierra Leonean
SLV Salvadoran
SOM Somali
SRB Serbian
SSD South Sudanese
SUR Surinamese
SVK Slovak, Slovakian
SVN Slovenian, Slovene
SWE Swedish, Swede
SWZ Swazi
SYR Syrian
TCD Chadian
TGO Togolese
THA Thai
TJK Tajik
TKM Turkmen
TLS Timorese, East Timorese
TTO Trinidadian
TUN Tunisian
TUR Turkish, Turk
TWN Taiwanese
TZA Tanzanian
UGA Ugandan
UKR Ukrainian
URY Uruguayan
USA American
UZB Uzbek
VEN Venezuelan
VNM Vietnamese
XKX Kosovar
YEM Yemeni
ZAF South African
ZMB Zambian
ZWE Zimbabwean
"""


def names_of(country: str) -> tuple[str, ...]:
    """Give what a country is called, its label first. Former names are only those of a state that the present one continues."""
    entry = codebook("country").codes[country]
    return (entry.label, *several(entry.facts["names"]))


def countries_named(name: str) -> frozenset[str]:
    """Give the countries, as ISO 3166 alpha-3, that a folded name is a name of."""
    return _by_name().get(name, frozenset())


def countries_of_people(name: str) -> frozenset[str]:
    """Give the countries of which a folded name is the adjective or the people."""
    return _by_demonym().get(name, frozenset())


@cache
def all_names() -> tuple[tuple[str, frozenset[str]], ...]:
    """List every name of a country as it is written, with the countries that it names."""
    written = {name for country in codebook("country").codes for name in names_of(country)}
    return tuple((name, countries_named(folded(name))) for name in sorted(written))


@cache
def all_peoples() -> tuple[tuple[str, frozenset[str]], ...]:
    """List every adjective of a country and every name of a people, with the countries that it belongs to."""
    return tuple((name, countries_of_people(folded(name))) for name, _ in _rows(_DEMONYMS))


@cache
def _by_name() -> Mapping[str, frozenset[str]]:
    return _index((name, country) for country in codebook("country").codes for name in names_of(country))


@cache
def _by_demonym() -> Mapping[str, frozenset[str]]:
    return _index(_rows(_DEMONYMS))


def _rows(table: str) -> Iterator[tuple[str, str]]:
    """Read the lines of a table into pairs of name and country."""
    for line in table.strip().splitlines():
        country, names = line.split(" ", 1)
        for name in names.split(", "):
            yield name, country


def _index(pairs: Iterator[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, country in pairs:
        found[folded(name)].add(country)
    return MappingProxyType({name: frozenset(countries) for name, countries in found.items()})
