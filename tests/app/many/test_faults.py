from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.many.upload import MEGABYTE, MOST_ROWS, MOST_YAML_MEGABYTES
from tests.app.many.files import EMERGENCY_OR_NOTHING, FAULTY
from tests.app.many.handing import table, upload
from tests.app.reading import page

UNUSABLE = "This file cannot be used as it is, so nothing was assessed."


def test_every_fault_is_listed_by_row_and_column(page_without_model: AppTest) -> None:
    shown = table(upload(page_without_model, FAULTY))
    listed = list(zip(shown["Row"], shown["What"], shown["Got"], strict=True))
    assert listed == [
        (1, "column age", "'old'"),
        (1, "column sex", "'f'"),
        (3, "column fever", "'yes'"),
        (3, "column age", "14.0"),
    ]
    assert list(shown["Must be"])[1] == "one of female, male"
    assert all(shown["What to do"].str.len() > 10)
    assert "4 faults of 4" in page(page_without_model)


def test_faults_can_be_filtered(page_without_model: AppTest) -> None:
    app = upload(page_without_model, FAULTY)
    app.multiselect(key="many_fault_what").set_value(["column age"]).run()
    assert list(table(app)["Row"]) == [1, 3]
    app.text_input(key="many_fault_text").set_value("14").run()
    assert list(table(app)["Row"]) == [3]
    assert "1 fault of 4" in page(app)


def test_nothing_is_assessed_until_somebody_says_so(
    page_without_model: AppTest,
) -> None:
    app = upload(page_without_model, FAULTY)
    assert "2 cases of 4 cannot be read as they are" in app.error[0].value
    assert len(app.dataframe) == 1
    app.checkbox(key="many_partly").check().run()
    shown = table(app, 1)
    assert list(shown["Case"]) == ["B", "D"]
    assert list(shown["Row"]) == [2, 4]
    assert list(shown["Urgency"]) == [["Emergency"], ["Not known"]]


def test_another_file_begins_anew(page_without_model: AppTest) -> None:
    app = upload(page_without_model, FAULTY)
    app.checkbox(key="many_partly").check().run()
    app = upload(app, EMERGENCY_OR_NOTHING)
    assert not app.error
    assert list(table(app)["Case"]) == ["loud", "quiet"]
    assert not upload(app, FAULTY).checkbox(key="many_partly").value


@pytest.mark.parametrize(
    ("name", "content", "got"),
    [
        ("a.csv", b"", "zero bytes"),
        ("a.csv", b"\xff\xfe", "byte 0xff at position 0"),
        ("a.csv", b"\n\n", "blank lines only"),
        ("a.csv", b"age;sex\n40;male\n", "semicolons"),
        ("a.csv", b"fevr\ntrue\n", "'fevr'"),
        ("a.xlsx", b"PK", ".xlsx"),
        ("a", b"age\n40\n", "no suffix"),
        ("a.json", b"{", "Expecting property name"),
        ("a.parquet", b"PAR1", "Parquet"),
        ("a.jsonl", b"{}\n" * (MOST_ROWS + 1), f"{MOST_ROWS + 1:,}"),
        ("a.yaml", b"#" * (MOST_YAML_MEGABYTES * MEGABYTE + 1), "1.0 MB"),
    ],
)
def test_a_file_of_no_use_is_told_of_calmly(
    page_without_model: AppTest, name: str, content: bytes, got: str
) -> None:
    app = upload(page_without_model, content, name)
    assert app.error[0].value == UNUSABLE
    assert any(got in cell for cell in table(app)["Got"])
    assert len(app.dataframe) == 1
    assert not app.checkbox


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b"age,sex\n"), ("a.json", b"[]")]
)
def test_a_file_without_cases_is_no_fault(
    page_without_model: AppTest, name: str, content: bytes
) -> None:
    app = upload(page_without_model, content, name)
    assert not app.exception
    assert not app.error
    assert "no cases" in app.info[0].value
    assert not app.dataframe
