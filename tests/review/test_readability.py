from __future__ import annotations

import re
from dataclasses import replace
from math import sqrt
from pathlib import Path

import pytest
import syllapy
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from handouts.review.readability import Sentence, count_syllables, flesch_kincaid, measure, smog, split_sentences

CONTENT = Path(__file__).parents[2] / "content"
SYLLABLES: dict[str, int] = YAML(typ="safe").load(CONTENT / "readability.yaml")["syllables"]

SPREAD = (
    "Cancer can spread. Small groups of cells break off from the first tumor. They travel in blood or in lymph fluid."
)


def passages(*texts: str) -> list[Sentence]:
    return [Sentence(text, "doc.yaml", line) for line, text in enumerate(texts, 1)]


# The formulas


def test_smog_formula() -> None:
    # McLaughlin: 30 long words in 30 sentences.
    assert smog(30, 30) == pytest.approx(8.8419, abs=1e-4)
    assert smog(0, 12) == 3.1291
    # 9 in 10 sentences are 27 in 30.
    assert smog(9, 10) == smog(27, 30)


def test_flesch_kincaid_formula() -> None:
    # 20 words a sentence, 1.5 syllables a word: 7.8 + 17.7 - 15.59.
    assert flesch_kincaid(100, 5, 150) == pytest.approx(9.91)


def test_a_paragraph_counted_by_hand() -> None:
    # 3 + 10 + 8 words; 4 + 11 + 10 syllables; no word of three.
    grade = measure(passages(SPREAD))
    assert (grade.sentences, grade.words, grade.words_per_sentence) == (3, 21, 7)
    assert grade.flesch_kincaid == pytest.approx(0.39 * 7 + 11.8 * 25 / 21 - 15.59)
    assert grade.smog == 3.1291


def test_long_words_counted_by_hand() -> None:
    # "Chemotherapy" (5) and "medicines" (3); 9 words, 16 syllables, 2 sentences.
    grade = measure(passages("Chemotherapy is strong. You may get other medicines too."))
    assert grade.smog == pytest.approx(3.1291 + 1.043 * sqrt(30))
    assert grade.flesch_kincaid == pytest.approx(0.39 * 9 / 2 + 11.8 * 16 / 9 - 15.59)


def test_nothing_to_measure_is_zero() -> None:
    grade = measure(passages("", "...", "Side effects"))
    assert (grade.smog, grade.flesch_kincaid, grade.sentences, grade.words, grade.hardest) == (0, 0, 0, 0, ())


# Sentence completion


def test_a_list_item_counts_as_a_sentence_with_or_without_its_full_stop() -> None:
    bare = measure(passages("Call us if you have:", "a cough that does not stop", "pain in the chest"))
    ended = measure(passages("Call us if you have.", "a cough that does not stop.", "pain in the chest."))
    assert bare.sentences == 3
    assert (bare.smog, bare.flesch_kincaid) == (ended.smog, ended.flesch_kincaid)


def test_labels_do_not_flatter_the_figure() -> None:
    text = "Radiation therapy uses strong rays to kill the cells of the tumor in the chest."
    plain = measure(passages(text))
    labelled = measure(passages("Where it is", text, "Pain"))
    assert labelled == replace(plain, hardest=(Sentence(text, "doc.yaml", 2),))
    flattered = measure(passages("Where it is", text, "Pain"), leave_out_labels=False)
    assert flattered.sentences == 3
    assert flattered.flesch_kincaid < plain.flesch_kincaid
    assert flattered.smog < plain.smog


def test_a_short_sentence_is_no_label() -> None:
    assert measure(passages("Call us.")).sentences == 1


# Explained terms


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("mesothelioma", "Mesothelioma"),
        ("biopsy", "biopsies"),
        ("metastasis", "metastases"),
        ("metastases", "metastasis"),
        ("pleural effusion", "pleural effusions"),
        ("pericardium", "pericardium's"),
        ("CT scan", "CT scans"),
        ("peritoneal mesothelioma", "peritoneal mesothelioma"),
    ],
)
def test_an_explained_term_is_taken_out(term: str, shown: str) -> None:
    without = measure(passages("You may have for some time."))
    grade = measure(passages(f"You may have {shown} for some time."), explained_terms=frozenset({term}))
    assert (grade.smog, grade.flesch_kincaid) == (without.smog, without.flesch_kincaid)
    assert grade.words > without.words
    assert (grade.smog_raw, grade.flesch_kincaid_raw) != (grade.smog, grade.flesch_kincaid)


def test_part_of_a_term_is_not_the_term() -> None:
    text = passages("The pericardial sac is thin.")
    assert measure(text, explained_terms=frozenset({"pericardial effusion"})).smog == measure(text).smog > 3.1291


def test_the_longest_term_wins() -> None:
    grade = measure(
        passages("Peritoneal mesothelioma can grow."),
        explained_terms=frozenset({"peritoneal", "peritoneal mesothelioma"}),
    )
    assert grade.smog == 3.1291
    assert grade.smog_raw == smog(2, 1)


def test_a_sentence_of_explained_terms_alone_does_not_lower_the_figure() -> None:
    long = "This operation is a very long one."
    alone = measure(passages(long, "Cytoreduction."), explained_terms=frozenset({"cytoreduction"}))
    assert (alone.smog, alone.flesch_kincaid) == (measure(passages(long)).smog, measure(passages(long)).flesch_kincaid)


# Invariants

WORDS = st.sampled_from(
    ["the", "cell", "can", "grow", "a", "nurse", "doctor", "hospital", "temperature", "family", "you"]
)
SENTENCE = st.lists(WORDS, min_size=4, max_size=20)
TEXT = st.lists(SENTENCE, min_size=1, max_size=8)


def joined(sentences: list[list[str]]) -> list[Sentence]:
    return passages(*(" ".join(words) + "." for words in sentences))


@given(TEXT, st.data())
def test_an_explained_term_anywhere_changes_neither_grade(text: list[list[str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    position = data.draw(st.integers(0, len(text[at])))
    longer = [*text[:at], [*text[at][:position], "pleural", "effusions", *text[at][position:]], *text[at + 1 :]]
    terms = frozenset({"pleural effusion"})
    before, after = measure(joined(text), explained_terms=terms), measure(joined(longer), explained_terms=terms)
    assert (after.smog, after.flesch_kincaid) == (before.smog, before.flesch_kincaid)
    assert after.words == before.words + 2


@given(TEXT)
def test_text_twice_over_has_the_same_grade(text: list[list[str]]) -> None:
    once, twice = measure(joined(text)), measure(joined(text + text))
    assert twice.smog == pytest.approx(once.smog)
    assert twice.flesch_kincaid == pytest.approx(once.flesch_kincaid)


@given(TEXT)
def test_one_paragraph_grades_like_its_sentences(text: list[list[str]]) -> None:
    apart = [" ".join(words).capitalize() + "." for words in text]
    together, single = measure(passages(" ".join(apart))), measure(passages(*apart))
    assert replace(together, hardest=()) == replace(single, hardest=())


@given(TEXT)
def test_a_longer_word_never_reads_easier(text: list[list[str]]) -> None:
    before, after = measure(joined(text)), measure(joined([["temperature", *text[0][1:]], *text[1:]]))
    assert after.smog >= before.smog
    assert after.flesch_kincaid >= before.flesch_kincaid


# The hardest sentences


def test_the_three_hardest_come_first_with_their_places() -> None:
    texts = [
        "You can call us.",
        "The operation may cause complications, infections and irregular heartbeats.",
        "Rest when you need to.",
        "Your medical team includes a physician, a pharmacist and a therapist.",
        "Immunotherapy helps your body fight.",
    ]
    assert [sentence.line for sentence in measure(passages(*texts)).hardest] == [2, 4, 5]
    assert measure(passages(*texts)).hardest[0] == Sentence(texts[1], "doc.yaml", 2)


# Splitting


@pytest.mark.parametrize(
    "sentences",
    [
        ["Rest.", "Drink water.", "Call us!", "Is it worse?", "Come in."],
        ["Dr. Lee will see you.", "Bring Mr. and Mrs. J. Smith."],
        ["Take it with food, e.g. Toast or rice.", "Then rest."],
        ["Call if it is over 100.4 degrees.", "Do not wait."],
        ["We open at 9 a.m. Monday.", "We close at 5 p.m. Friday."],
        ["We open at 9 a.m.", "You can call then."],
        ["Ask for room no. 5 on the left.", "It is near."],
        ["The answer may be no.", "That is fine."],
        ["It may be stage I.", "Ask your doctor."],
        ["You may need vitamin C.", "Ask first."],
        ["He said, “Call us.”", "So we did."],
        ["(Call us first.)", "Then come in."],
        ["1. Call us."],
        ["Wait… and see.", "Then call."],
        ["The U.S. Army used it.", "So did the Navy."],
        ["It costs 3.5 dollars a day"],
        ["Bring this list:"],
        ["Really?!", "Yes."],
    ],
)
def test_splitting(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


def test_a_line_break_is_a_space_and_an_empty_line_ends_a_sentence() -> None:
    assert split_sentences("Rest\nwell. Then\n\neat") == ["Rest well.", "Then", "eat"]


# Syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("CT", 2),
        ("CTs", 2),
        ("MRI", 3),
        ("DNA", 3),
        ("TNM", 3),
        ("EPP", 3),
        ("PET", 1),
        ("HIPEC", 2),
        ("HITHOC", 2),
        ("WWW", 9),
        ("US", 2),
        ("us", 1),
        ("U.S.", 2),
        ("a.m", 2),
        ("911", 3),
        ("7", 2),
        ("38", 3),
        ("100.4", 5),
        ("1,500", 6),
        ("1500", 4),
        ("1905", 4),
        ("11.5", 5),
        ("1972", 6),
        ("2026", 5),
        ("2005", 4),
        ("21st", 3),
        ("0", 2),
        ("follow-up", 3),
        ("self-care", 2),
        ("x-ray", 2),
        ("don't", 1),
        ("doctor’s", 2),
        ("nurse's", 2),
        ("patients'", 2),
        ("biopsies", 3),
        ("including", 3),
        ("carefully", 3),
        ("offered", 2),
        ("becomes", 2),
        ("changes", 2),
        ("swallowing", 3),
        ("clutches", 2),
        ("inflamed", 2),
        ("married", 2),
        ("biopsied", 3),
        ("intestines", 3),
        ("hospitalized", 4),
        ("Mesothelioma", 6),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert count_syllables(word, SYLLABLES) == count


@given(st.text(max_size=20))
def test_any_text_can_be_counted(text: str) -> None:
    assert count_syllables(text, SYLLABLES) >= 0
    grade = measure([Sentence(text)], syllables=SYLLABLES)
    assert grade.words >= grade.sentences >= len(grade.hardest) >= 0


@given(st.integers(0, 999_999))
def test_every_number_is_spoken(number: int) -> None:
    # 777,777 is the longest: nine, "thousand", nine.
    assert 1 <= count_syllables(str(number)) <= count_syllables("777777") == 20
    assert count_syllables(str(number)) <= count_syllables(f"{number:,}")


def test_addresses_and_telephone_numbers_are_no_prose() -> None:
    plain = replace(measure(passages("Call us at when you can.")), hardest=())
    for address in (
        "(555) 010-0199",
        "+1 555 010 0199",
        "www.example.org/a-b",
        "https://example.org",
        "a.b@example.org",
    ):
        assert replace(measure(passages(f"Call us at {address} when you can.")), hardest=()) == plain, address


def test_signs_are_read_out() -> None:
    assert measure(passages("It is over 38°C now.")).words == 7
    assert measure(passages("About 50% of them can.")).smog == measure(passages("About 50 percent of them can.")).smog


# The list of corrections


def test_the_list_is_long_enough_to_matter() -> None:
    assert len(SYLLABLES) >= 120


@pytest.mark.parametrize("word", sorted(SYLLABLES))
def test_each_correction_changes_a_count(word: str) -> None:
    others = {other: count for other, count in SYLLABLES.items() if other != word}
    assert 1 <= SYLLABLES[word] <= 9
    assert count_syllables(word, SYLLABLES) == SYLLABLES[word] != count_syllables(word, others)


def test_corrections_are_written_in_a_findable_way() -> None:
    for word in SYLLABLES:
        assert word.islower() or word.isdigit() or re.fullmatch(r"[A-Z]{2,}\d?", word), word


def test_syllapy_is_as_weak_as_the_list_says() -> None:
    # When syllapy mends these, the rule for endings and this list should shrink.
    assert (syllapy.count("including"), syllapy.count("mesothelioma"), syllapy.count("inflamed")) == (2, 5, 3)
