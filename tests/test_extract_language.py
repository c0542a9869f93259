"""Whether a text is English: a dozen languages, and a dozen odd English texts."""

from __future__ import annotations

import pytest

from seed.extract.language import fault

FOREIGN = {
    "German": "Die Regierung hat am Montag angekündigt, dass sie die Grenze zum Nachbarland schließen wird. Der Minister sagte, "
    "die Lage sei ernst, aber nicht ohne Ausweg. Soldaten wurden in den Norden verlegt.",
    "French": "Le ministre a annoncé lundi que les troupes quitteront la ville avant la fin du mois, selon un communiqué.",
    "Spanish": "El presidente anunció el lunes que las tropas saldrán de la capital antes de fin de mes, según un comunicado.",
    "Portuguese": "O presidente anunciou na segunda-feira que as tropas vão sair da capital até o fim do mês, segundo uma nota.",
    "Italian": "Il ministro ha annunciato lunedì che le truppe lasceranno la capitale entro la fine del mese, secondo una nota.",
    "Dutch": "De minister heeft maandag gezegd dat het leger de stad voor het einde van de maand zal verlaten, ook in het zuid.",
    "Indonesian": "Presiden mengumumkan pada hari Senin bahwa pasukan akan meninggalkan ibu kota sebelum akhir bulan ini.",
    "Turkish": "Bakan pazartesi günü ordunun ay sonuna kadar şehirden çekileceğini söyledi ve bu karar için parlamento toplandı.",
    "Polish": "Minister ogłosił w poniedziałek, że wojska opuszczą stolicę przed końcem miesiąca, a rząd nie chce rozmów.",
    "Swedish": "Ministern sade på måndagen att trupperna ska lämna huvudstaden före månadens slut och att det inte finns hinder.",
    "Vietnamese": "Bộ trưởng cho biết hôm thứ hai rằng quân đội sẽ rời thủ đô trước cuối tháng và không có trở ngại trong việc.",
    "Swahili": "Waziri alisema Jumatatu kwamba jeshi litaondoka katika mji mkuu kabla ya mwisho wa mwezi huu kwa ajili ya amani.",
    "Hungarian": "A miniszter hétfőn bejelentette, hogy a csapatok a hónap végéig elhagyják a fővárost, és ez nem változik már.",
    "Romanian": "Ministrul a anunțat luni că trupele vor părăsi capitala până la sfârșitul lunii, dar nu este sigur că toate.",
    "Somali": "Wasiirku wuxuu sheegay Isniintii in ciidanku ay ka baxayaan magaalada ka hor dhammaadka bisha, waana loo diyaar.",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_a_text_of_a_sentence_in_another_language_is_refused(language: str) -> None:
    said = fault(FOREIGN[language])
    assert said is not None
    assert language in said


def test_another_language_in_capitals_is_refused() -> None:
    assert fault(FOREIGN["German"].upper()) is not None


def test_another_language_with_an_english_title_is_refused() -> None:
    assert fault("Breaking News from the Border\n\n" + FOREIGN["German"]) is not None


def test_a_language_that_is_not_known_is_refused_where_it_is_long_enough() -> None:
    # Made-up words stand for any language without a list.
    made_up = "Tavoru melik sandori pexa umbrel kota wirin dallo semuk prasti verol nimat gudor hels bantri colum fexi."
    assert "hardly a word of English" in (fault(made_up) or "")


ENGLISH = [
    "Rebels seize town",
    "REBELS SEIZE BORDER TOWN AS ARMY RETREATS, RESIDENTS SAY; HUNDREDS FLEE ACROSS RIVER TO NEIGHBORING COUNTRY",
    "Rebels Seize Border Town as Army Retreats; Hundreds Flee Across River to Neighboring Country, Residents Say Monday",
    "Rebels seize key border town, hundreds flee; army vows swift response, president urges calm",
    "Ministers met over deal, may meet again under pressure; more men die",
    "Luis de la Cruz, María de los Ángeles Ortega y Gasset, Juan del Río, José da Silva, Pedro dos Santos, Karl von Braun, Jan "
    "van der Berg, Ahmed bin Zayed, Omar al Bashir, Ana de Souza, Yang Wei, Han Zheng",
    "La Liga Norte leader Matteo Salvini met Marine Le Pen of the Rassemblement National and Geert Wilders of the Partij voor de "
    "Vrijheid in Milan.",
    "“Que se vayan todos,” the protesters chanted as police fired tear gas near the Plaza de Armas in Lima on Monday.",
    "Nguyễn Phú Trọng, Phạm Minh Chính and Võ Văn Thưởng met Prabowo Subianto in Hà Nội on Monday for talks.",
    "Der Spiegel and Die Zeit said on Monday that the Bundesamt für Verfassungsschutz had watched the party Alternative für "
    "Deutschland for years.",
    "Killed: 12. Wounded: 30. Missing: 4. Arrested: 17. Source: interior ministry, Monday evening.",
    "Putin slams NATO. Zelenskyy visits Kharkiv. Kremlin denies strike. Kyiv claims 14 drones downed. Moscow warns Warsaw.",
    "He came. He saw. He left.",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_read_however_it_looks(text: str) -> None:
    assert fault(text) is None
