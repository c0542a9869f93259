"""What countries are called besides the label that the codebook `country` gives them: other names, and demonyms.

A name may be that of several countries ("Congo", "Korean"): then only a code tells which is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from schemas.codebook import codebook
from store.tokens import folded

# Other and former names, as datasets write them. Former names only of a state that the present one continues.
_OTHER_NAMES = """
AFG Islamic Republic of Afghanistan, Islamic Emirate of Afghanistan
ARE UAE, Emirates
BFA Upper Volta
BIH Bosnia-Herzegovina, Bosnia & Herzegovina, Bosnia
BLR Belorussia
BRN Brunei Darussalam
CAF CAR
CHN People's Republic of China, PRC, Mainland China
CIV Ivory Coast
COD Congo, DR Congo, DRC, Congo-Kinshasa, Congo Kinshasa, Zaire, Democratic Republic of Congo, Congo (DRC)
COG Congo, Congo-Brazzaville, Congo Brazzaville
CPV Cabo Verde
CZE Czech Republic
DEU Federal Republic of Germany
EGY Arab Republic of Egypt
FSM Federated States of Micronesia
GBR UK, Britain, Great Britain, United Kingdom of Great Britain and Northern Ireland
GMB The Gambia
HKG Hong Kong SAR
IRN Islamic Republic of Iran, Persia
IRL Republic of Ireland
KGZ Kyrgyz Republic, Kirghizia
KHM Kampuchea
KNA St. Kitts and Nevis
KOR Republic of Korea, Korea (South), ROK
LAO Lao PDR, Lao People's Democratic Republic
LBY Libyan Arab Jamahiriya
LCA St. Lucia
LKA Ceylon
MAC Macau
MDA Republic of Moldova
MKD Macedonia, FYROM, Macedonia FYR, Republic of Macedonia
MMR Burma
NLD Holland, The Netherlands
PRK Democratic People's Republic of Korea, Korea (North), DPRK
PSE Palestinian Territory, Palestinian Territories, Occupied Palestinian Territory, State of Palestine
ROU Rumania
RUS Russian Federation
RWA Ruanda
SAU Kingdom of Saudi Arabia
SHN St Helena, St. Helena
SOM Federal Republic of Somalia
STP Sao Tome
SWZ Swaziland, Kingdom of eSwatini, eSwatini
SYR Syrian Arab Republic
TLS East Timor
TTO Trinidad
TUR Turkey
TWN Republic of China, Chinese Taipei
TZA United Republic of Tanzania, Tanganyika
USA United States of America, US, U.S., U.S.A., USA
VAT Holy See, Vatican
VCT St. Vincent and the Grenadines, Saint Vincent and the Grenadines
VEN Bolivarian Republic of Venezuela
VIR U.S. Virgin Islands
VNM Viet Nam
WSM Western Samoa
YEM North Yemen, Yemen Arab Republic, Republic of Yemen
ZWE Rhodesia
"""

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


def countries_named(name: str) -> frozenset[str]:
    """Give the countries, as ISO 3166 alpha-3, that a folded name is a name of."""
    return _by_name().get(name, frozenset())


def countries_of_people(name: str) -> frozenset[str]:
    """Give the countries of which a folded name is the adjective or the people."""
    return _by_demonym().get(name, frozenset())


@cache
def all_names() -> tuple[tuple[str, frozenset[str]], ...]:
    """List every name of a country as it is written, with the countries that it names."""
    return tuple((name, countries_named(folded(name))) for name, _ in _names())


@cache
def all_peoples() -> tuple[tuple[str, frozenset[str]], ...]:
    """List every adjective of a country and every name of a people, with the countries that it belongs to."""
    return tuple((name, countries_of_people(folded(name))) for name, _ in _rows(_DEMONYMS))


@cache
def _by_name() -> Mapping[str, frozenset[str]]:
    return _index(_names())


@cache
def _by_demonym() -> Mapping[str, frozenset[str]]:
    return _index(_rows(_DEMONYMS))


def _names() -> list[tuple[str, str]]:
    labels = ((entry.label, country) for country, entry in codebook("country").codes.items())
    return [*labels, *_rows(_OTHER_NAMES)]


def _rows(table: str) -> Iterator[tuple[str, str]]:
    """Read the lines of a table into pairs of name and country."""
    for line in table.strip().splitlines():
        country, names = line.split(" ", 1)
        for name in names.split(", "):
            yield name, country


def _index(pairs: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, country in pairs:
        found[folded(name)].add(country)
    return MappingProxyType({name: frozenset(countries) for name, countries in found.items()})
