"""Names of countries: official ones of several lists and languages, however they are spelled; and never part of a name for the whole."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator

import pycountry
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from wopsim.data import shipped
from wopsim.world.country_names import LANGUAGES, alike, countries_named, country_named, name_table, spellings_of, with_accents
from wopsim.world.regions import countries, find_country, first_country, why_unknown

with shipped("scenarios/worlds/countries.csv").open(encoding="utf-8", newline="") as file:
    LISTED = {row["country"]: row["iso3"] for row in csv.DictReader(file)}
ROW = {row["iso3"]: row for row in name_table() if row["iso3"]}
SPELLINGS = [(text, row["english"].split("|")[0]) for row in name_table() for text in spellings_of(row)]
WORLD_BANK = """
Congo, Dem. Rep.=COD; Congo, Rep.=COG; Egypt, Arab Rep.=EGY; Gambia, The=GMB; Iran, Islamic Rep.=IRN; Korea, Rep.=KOR; Lao PDR=LAO;
Micronesia, Fed. Sts.=FSM; Slovak Republic=SVK; Kyrgyz Republic=KGZ; St. Lucia=LCA; Venezuela, RB=VEN; Yemen, Rep.=YEM;
West Bank and Gaza=PSE; Sao Tome and Principe=STP; São Tomé and Principe=STP; Côte d'Ivoire=CIV; Cote d'Ivoire=CIV; Cabo Verde=CPV;
Eswatini=SWZ; Czechia=CZE; North Macedonia=MKD; Macedonia, FYR=MKD; Viet Nam=VNM; Vietnam=VNM; Turkiye=TUR; Türkiye=TUR; Turkey=TUR;
Timor-Leste=TLS; Trinidad and Tobago=TTO; Bosnia and Herzegovina=BIH; Syrian Arab Republic=SYR; Marshall Islands=MHL;
Solomon Islands=SLB; Papua New Guinea=PNG; Guinea-Bissau=GNB; Central African Republic=CAF; Dominican Republic=DOM;
United Kingdom=GBR; United States=USA; Moldova=MDA; Tanzania=TZA; Bolivia=BOL; Kosovo=XKX; Sudan=SDN; South Sudan=SSD; Samoa=WSM
"""
WATER_AND_HEALTH = """
Democratic Republic of the Congo=COD; Congo=COG; Egypt=EGY; Gambia=GMB; Iran (Islamic Republic of)=IRN; Republic of Korea=KOR;
Lao People's Democratic Republic=LAO; Micronesia (Federated States of)=FSM; Slovakia=SVK; Kyrgyzstan=KGZ; Saint Lucia=LCA;
Venezuela (Bolivarian Republic of)=VEN; Yemen=YEM; occupied Palestinian territory=PSE; West Bank and Gaza Strip=PSE;
occupied Palestinian territory, including east Jerusalem=PSE; State of Palestine=PSE; Bolivia (Plurinational State of)=BOL;
United Republic of Tanzania=TZA; Republic of Moldova=MDA; The former Yugoslav Republic of Macedonia=MKD; Cote d'Ivoire=CIV;
United Kingdom of Great Britain and Northern Ireland=GBR; United States of America=USA; Netherlands (Kingdom of the)=NLD;
Sao Tome and Principe=STP; Viet Nam=VNM; Swaziland=SWZ; Cape Verde=CPV; Czech Republic=CZE; Türkiye=TUR
"""
COMMON = """
DRC=COD; D.R. Congo=COD; DR Congo=COD; Congo-Kinshasa=COD; Congo (Kinshasa)=COD; Dem. Rep. of Congo=COD; RDC=COD; RD Congo=COD; Zaire=COD;
Congo (Democratic Republic of the)=COD; Congo, The Democratic Republic of the=COD; Congo-Brazzaville=COG; Congo (Brazzaville)=COG;
South Korea=KOR; Korea, South=KOR; Korea (Republic of)=KOR; Korea=KOR; Ivory Coast=CIV; Cote d Ivoire=CIV; Cote dIvoire=CIV;
Burma=MMR; Laos=LAO; Lao P.D.R.=LAO; Palestine=PSE; Gaza=PSE; East Timor=TLS; Sao Tome & Principe=STP; Trinidad & Tobago=TTO;
Trinidad/Tobago=TTO; Bosnia & Herzegovina=BIH; Bosnia-Herzegovina=BIH; St Lucia=LCA; Guinea (Conakry)=GIN; Guinea Bissau=GNB;
The Netherlands=NLD; Holland=NLD; UK=GBR; U.K.=GBR; Great Britain=GBR; Scotland=GBR; USA=USA; U.S.A.=USA; US=USA; Viet-Nam=VNM;
Republic of South Sudan=SSD; Sudan, South=SSD; S. Sudan=SSD; Republic of the Niger=NER; Federal Republic of Nigeria=NGA;
Arab Republic of Egypt=EGY; People's Republic of Bangladesh=BGD; Kingdom of Morocco=MAR; Peoples Republic of China=CHN;
Kenya, Republic of=KEN; THE GAMBIA=GMB; Kyrgyz Rep.=KGZ; Central African Rep.=CAF; Dominican Rep.=DOM; Kosovo*=XKX;
Côte d'Ivoire=CIV; TÜRKİYE=TUR; République démocratique du Congo=COD; República Democrática del Congo=COD; Maroc=MAR; Kenia=KEN;
Pays-Bas=NLD; Países Bajos=NLD; Costa de Marfil=CIV; Moçambique=MOZ; Tchad=TCD; Elfenbeinküste=CIV; Cap-Vert=CPV; Tanzanie=TZA;
État plurinational de Bolivie=BOL; EE. UU.=USA; Sainte-Lucie=LCA; Afrique du Sud=ZAF; Soudan du Sud=SSD; Sudán del Sur=SSD
"""
NOT_LISTED = """
Korea, Dem. People's Rep.; Korea, Democratic People's Republic of; Democratic People's Republic of Korea; Dem. People's Republic of Korea;
North Korea; Korea, North; Korea (North); DPRK; DPR Korea; D.P.R. Korea; KP; PRK; N. Korea; Corée du Nord; Corea del Norte; Korea, DPR;
Korea, Dem. Rep.; Korea, D.P.R.; Equatorial Guinea; Guinea, Equatorial; Guinea Ecuatorial; Guinée équatoriale; GQ; American Samoa;
Samoa, American; Dominica; Commonwealth of Dominica; Dominique; Hong Kong SAR, China; China, Hong Kong SAR; Macao SAR, China;
Taiwan, China; Taiwan, Province of China; Republic of China; Chinese Taipei; Saint Martin (French part); Virgin Islands (U.S.);
British Virgin Islands; French Guiana; French Polynesia; Northern Mariana Islands; Western Sahara; Somaliland; Northern Cyprus;
St. Vincent and the Grenadines; St. Kitts and Nevis; Antigua and Barbuda; South Georgia and the South Sandwich Islands; Puerto Rico;
United Arab Emirates; Saudi Arabia; Russian Federation; Kuwait; Cyprus; Iceland; Luxembourg; Brunei Darussalam; Channel Islands
"""
NO_COUNTRY = """
Atlantis; Czechoslovakia; Yugoslavia; Sub-Saharan Africa; Republic of Atlantis; Democratic Republic; Republic; Islands; Saint; The;
New Guinea; Papua; Guinea Ecuat; Ivory; Bissau; Leste; Korean; XX; ZZZ; 1; ?; !; World; Africa; Low income; Total; Virgin Islands
"""


def pairs(text: str) -> list[tuple[str, str]]:
    return [(name.strip(), code.strip()) for name, code in (entry.split("=") for entry in text.split(";"))]


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";")]


def spelled_otherwise(text: str) -> Iterator[str]:
    """The same name as other programs, keyboards and tables spell it."""
    yield from (text.upper(), text.lower(), f"  {text} ", f"{text}*", unicodedata.normalize("NFD", text))
    yield from (f"{text[:at]}\n{text[at + 1 :]}" for at in [text.find(" ")] if at > 0)  # a cell with a line end
    yield from (f"The {text}", f"{text}, the") if len(text) > 2 else ()
    yield from (text.replace("'", mark) for mark in "\u2019\u2018\u02bc`\u00b4\u2032" if "'" in text)
    yield from (text.replace(" ", space) for space in ("  ", "\u00a0", "\u202f") if " " in text)
    yield from (text.replace(" and ", mark) for mark in (" & ", "&") if " and " in text)
    yield from (text.replace("Saint ", mark) for mark in ("St. ", "St ", "ST ") if "Saint " in text)
    yield from (text.replace("-", mark) for mark in ("\u2010", "\u2011", "\u2013", " ") if "-" in text)
    without = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    yield without


class TestFound:
    @pytest.mark.parametrize(("text", "code"), [*pairs(WORLD_BANK), *pairs(WATER_AND_HEALTH), *pairs(COMMON)])
    def test_official_and_common_names(self, text: str, code: str) -> None:
        for spelling in (text, *spelled_otherwise(text)):
            found = find_country(spelling)
            assert found is not None, spelling
            assert LISTED[found.country] == code, spelling
            assert first_country(spelling) == found

    def test_own_names_and_codes(self) -> None:
        for country, code in LISTED.items():
            for text in (country, code, code.lower(), *spellings_of(ROW[code])):
                for spelling in (text, *spelled_otherwise(text)):
                    assert find_country(spelling) == countries()[country], spelling

    def test_names_and_codes_of_iso_3166(self) -> None:
        for entry in pycountry.countries:
            for name in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
                if hasattr(entry, name):
                    assert country_named(getattr(entry, name)) == ROW[entry.alpha_3]["english"].split("|")[0], getattr(entry, name)

    @pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "de", "nl"])
    def test_names_in_other_languages(self, language: str) -> None:
        in_language = Locale.parse(language).territories
        for row in name_table():
            if row["iso2"] in in_language:
                assert country_named(in_language[row["iso2"]]) == row["english"].split("|")[0], in_language[row["iso2"]]

    def test_every_country_of_the_list_has_a_row_and_a_name_in_each_language(self) -> None:
        assert set(LISTED.values()) <= set(ROW)
        assert len(set(LISTED.values())) == len(LISTED) == len(countries())
        for code in LISTED.values():
            assert all(ROW[code][language] for language in LANGUAGES)


class TestNeverAnother:
    def test_no_spelling_means_two_countries(self) -> None:
        for text, country in SPELLINGS:
            assert country_named(text) == country, text

    @pytest.mark.parametrize("text", names(NOT_LISTED))
    def test_a_country_that_is_not_listed_is_not_taken_for_one_that_is(self, text: str) -> None:
        for spelling in (text, *spelled_otherwise(text)):
            assert find_country(spelling) is None
            assert first_country(spelling) is None, spelling
            assert "is a country of which wopsim has no facts" in why_unknown(spelling)
            assert "Did you mean" not in why_unknown(spelling)

    @pytest.mark.parametrize("text", [name for name in names(NO_COUNTRY) if name])
    def test_what_is_no_country_is_none(self, text: str) -> None:
        for spelling in (text, *spelled_otherwise(text)):
            assert first_country(spelling) is None, spelling

    @settings(max_examples=400)
    @given(st.sampled_from([pair for pair in SPELLINGS if len(pair[0]) > 3]), st.integers(0, 5))
    def test_a_name_with_one_word_wrong_is_never_another_country(self, pair: tuple[str, str], at: int) -> None:
        text, country = pair
        words = text.split()
        words[at % len(words)] += "qqq"
        assert set(countries_named(" ".join(words))) <= {country}


class TestHints:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Keyna", " Did you mean 'Kenya'?"),
            ("Laoss", " Did you mean 'Lao PDR'?"),
            ("Mlai", " Did you mean 'Mali'?"),
            ("Nigera", " Did you mean 'Nigeria' or 'Niger'?"),
            ("Austrlia", " Did you mean 'Australia' or 'Austria'?"),
            ("Congo, Demokratic Rep.", " Did you mean 'Congo, Democratic Republic'?"),
            ("Gunea-Bissau", " Did you mean 'Guinea-Bissau'?"),
            ("Atlantis", ""),
            ("Czechoslovakia", ""),
            ("Republic of Atlantis", ""),
            ("XQ", ""),
        ],
    )
    def test_what_is_meant(self, text: str, said: str) -> None:
        assert why_unknown(text) == f"is no country that is known.{said}"

    @pytest.mark.parametrize("text", ["Kenya/Uganda", "Kenya and Tanzania", "Nairobi, Kenya", "Kenya (Nairobi)", "Atlantis and Kenya"])
    def test_more_than_one_name(self, text: str) -> None:
        assert find_country(text) is None
        assert why_unknown(text) == "is not the name of one country; write one, and nothing else."

    @pytest.mark.parametrize("at", range(1, 12, 2))
    def test_one_wrong_letter_never_leads_to_another_country_alone(self, at: int) -> None:
        for name in {country for _, country in SPELLINGS if len(country) > at}:
            for wrong in (
                name[:at] + name[at + 1 :],
                name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
                f"{name[:at]}x{name[at:]}",
            ):
                if country_named(wrong) is None:
                    assert alike(wrong) == [] or name in alike(wrong), wrong


class TestSeveral:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Kenya/Uganda", ["Kenya", "Uganda"]),
            ("Kenya and Tanzania", ["Kenya", "Tanzania"]),
            ("Kenya & Tanzania; Malawi", ["Kenya", "Tanzania", "Malawi"]),
            ("Kenya, Uganda, and Tanzania", ["Kenya", "Uganda", "Tanzania"]),
            ("Netherlands / Congo, Dem. Rep.", ["Netherlands", "Democratic Republic of the Congo"]),
            ("Congo, Dem. Rep., Uganda", ["Democratic Republic of the Congo", "Uganda"]),
            ("Bosnia and Herzegovina and Serbia", ["Bosnia and Herzegovina", "Serbia"]),
            ("Sudan, South Sudan", ["Sudan", "South Sudan"]),
            ("Niger/Nigeria", ["Niger", "Nigeria"]),
            (
                "Guinea; Guinea-Bissau; Equatorial Guinea; Papua New Guinea",
                ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"],
            ),
            ("Trinidad and Tobago, Saint Lucia", ["Trinidad and Tobago", "Saint Lucia"]),
            ("KEN; UGA", ["Kenya", "Uganda"]),
            ("Kenya\nUganda", ["Kenya", "Uganda"]),
            ("Bénin et Togo", ["Benin", "Togo"]),
            ("Atlantis and Kenya", ["Kenya"]),
            ("Nairobi, Kenya", []),
            ("Korea, Somewhere", []),
            ("Congo, Something Rep.", []),
            ("", []),
            (" , ; & ", []),
        ],
    )
    def test_in_the_order_of_the_text(self, text: str, found: list[str]) -> None:
        assert countries_named(text) == found

    def test_many_parts_take_no_time(self) -> None:
        assert len(countries_named("Kenya, " * 3000 + "Uganda")) == 3001

    @settings(max_examples=200)
    @given(st.text(max_size=60))
    def test_any_text(self, text: str) -> None:
        assert first_country(text) is None or first_country(text) in countries().values()
        assert why_unknown(text).startswith("is ")


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("Cote d'Ivoire", "Côte d'Ivoire"),
        ("Ivory Coast", "Côte d'Ivoire"),
        ("Turkiye", "Türkiye"),
        ("Curacao", "Curaçao"),
        ("Sao Tome and Principe", "São Tomé and Príncipe"),
        ("Senegal", "Senegal"),  # in French it has accents, in English none
        ("Peru", "Peru"),
        ("Atlantis", "Atlantis"),
    ],
)
def test_a_country_is_written_in_english_with_its_accents(held: str, written: str) -> None:
    assert with_accents(held) == written
