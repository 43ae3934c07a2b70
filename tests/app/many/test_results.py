from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app import loaded
from app.many import take
from app.many.outcome import KEPT, Outcome
from app.many.template import explanation
from app.words import TIERS, condition_name, percent
from pipeline.assess import assess, score_cases
from pipeline.cases import cases_from_matrix
from pipeline.cases.template import template
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier
from pipeline.terms import Urgency
from tests.app.many.files import CLEAN, DRAWN, EMERGENCY_OR_NOTHING, FAULTY, N_CASES
from tests.app.many.handing import button, table, upload
from tests.app.reading import page

CASES = cases_from_matrix(DRAWN, [f"patient {i}" for i in range(1, N_CASES + 1)])


def outcome(app: AppTest) -> Outcome:
    found: Outcome = app.session_state[KEPT]
    return found


def test_each_row_says_what_the_page_for_one_patient_says(
    page_with_model: AppTest,
) -> None:
    shown = table(upload(page_with_model, CLEAN)).set_index("Row")
    assert len(shown) == N_CASES
    for row, case in enumerate(CASES, start=1):
        one, told = assess(case), shown.loc[row]
        assert one.urgency is not None
        assert told["Case"] == case.case_id
        assert list(told["Urgency"]) == [TIERS[one.urgency].name]
        if one.urgency_from == "model":
            assert told["Who says so"] == "The model"
        else:
            names = [r["name"] for r in one.red_flags if r["urgency"] == one.urgency]
            assert told["Who says so"] == f"Red flag: {'; '.join(names)}"
        first = max(one.differential, key=lambda entry: entry["probability"])
        name = condition_name(first["condition"])
        assert told["Most likely"] == f"{name} {percent(first['probability'])}"
        emergencies = [r for r in one.undetermined if r["urgency"] == "emergency"]
        assert told["Open emergency rules"] == len(emergencies)


def test_the_worst_come_first(page_with_model: AppTest) -> None:
    shown = table(upload(page_with_model, CLEAN))
    words = [words.name for words in sorted_tiers()]
    ranks = [words.index(cell[0]) for cell in shown["Urgency"]]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1


def sorted_tiers() -> list[object]:
    return [TIERS[tier] for tier in sorted(Urgency, key=lambda t: -t.rank)]


def test_cases_can_be_chosen_by_urgency_red_flag_cause_and_text(
    page_with_model: AppTest,
) -> None:
    app = upload(page_with_model, CLEAN)
    scores = outcome(app).scores
    app.button_group(key="many_urgency").set_value([Urgency.EMERGENCY.rank]).run()
    n = int((scores.urgency == Urgency.EMERGENCY.rank).sum())
    assert 0 < len(table(app)) == n < N_CASES
    app.button_group(key="many_urgency").set_value([]).run()
    rule = scores.rules.rule_ids[int(scores.rules.fired.sum(axis=0).argmax())]
    app.selectbox(key="many_rule").set_value(rule).run()
    assert len(table(app)) == scores.rules.fired.sum(axis=0).max()
    app.selectbox(key="many_rule").set_value(None).run()
    likeliest = outcome(app).likeliest
    assert likeliest is not None
    j = int(likeliest[0, 0])
    app.selectbox(key="many_condition").set_value(j).run()
    assert len(table(app)) == (likeliest == j).any(axis=1).sum()
    app.selectbox(key="many_condition").set_value(None).run()
    app.text_input(key="many_text").set_value("PATIENT 7").run()
    assert list(table(app)["Row"]) == [7]
    app.text_input(key="many_text").set_value("nobody").run()
    assert len(table(app)) == 0
    assert button(app, "many_open").disabled
    assert f"0 cases of {N_CASES}" in page(app)


def test_without_a_model_only_red_flags_speak(page_without_model: AppTest) -> None:
    app = upload(page_without_model, EMERGENCY_OR_NOTHING)
    shown = table(app)
    assert list(shown["Urgency"]) == [["Emergency"], ["Not known"]]
    assert list(shown["Who says so"]) == ["Red flag: Bladder, bowel or saddle loss", ""]
    assert "Most likely" not in shown
    assert "That is no all-clear" in app.info[0].value
    assert take.all_columns(outcome(app))["facet_cyst=probability"].isna().all()


def test_labels_are_told_of_and_change_nothing(page_with_model: AppTest) -> None:
    app = upload(page_with_model, CLEAN)
    labelled = outcome(app)
    assert labelled.likeliest is not None
    assert DRAWN.condition is not None
    ids = np.array(labelled.scores.condition_ids)
    hits = ids[labelled.likeliest] == DRAWN.condition[:, None]
    told = page(app)
    first, among = hits[:, 0].mean(), hits.any(axis=1).mean()
    assert f"in **{percent(first)}** of {N_CASES} labelled cases" in told
    assert f"three likeliest in **{percent(among)}**." in told
    bare = pd.read_csv(io.BytesIO(CLEAN), dtype=str).drop(columns="condition")
    upload(app, bare.to_csv(index=False).encode())
    assert "Against the labels" not in page(app)
    assert np.array_equal(outcome(app).scores.proba, labelled.scores.proba)


def test_the_case_mix_moves_probabilities_and_no_red_flag(
    page_with_model: AppTest,
) -> None:
    app = upload(page_with_model, CLEAN)
    before = outcome(app)
    assert outcome(app.run()) is before
    app.selectbox(key="case_mix").set_value("emergency").run()
    after = outcome(app)
    assert after is not before
    assert np.array_equal(after.scores.rules.fired, before.scores.rules.fired)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_all_results_are_what_the_command_line_writes(
    page_with_model: AppTest, kind: str
) -> None:
    found = outcome(upload(page_with_model, CLEAN))
    expected = score_cases(found.file.cases, found.classifier).to_frame()
    if kind == "csv":
        assert take.as_csv(found) == expected.to_csv(index=False).encode()
    else:
        read = pd.read_parquet(io.BytesIO(take.as_parquet(found)))
        assert list(read) == list(expected)
        assert read["urgency"].tolist() == expected["urgency"].tolist()


def test_a_case_at_fault_has_an_empty_row_in_all_results(
    page_with_model: AppTest,
) -> None:
    app = upload(page_with_model, FAULTY)
    app.checkbox(key="many_partly").check().run()
    read = pd.read_csv(io.BytesIO(take.as_csv(outcome(app))))
    assert len(read) == 4
    assert read.iloc[[0, 2]].isna().all(axis=None)
    assert read.loc[1, "urgency"] == "emergency"
    assert len(pd.read_parquet(io.BytesIO(take.as_parquet(outcome(app))))) == 4


def test_full_assessments_of_the_cases_shown_are_written_on_demand(
    page_without_model: AppTest,
) -> None:
    app = upload(page_without_model, EMERGENCY_OR_NOTHING)
    app.text_input(key="many_text").set_value("loud").run()
    button(app, "many_write_full").click().run()
    assert not app.exception
    lines = app.session_state[take.KEPT][1].decode().splitlines()
    case = cases_from_matrix(outcome(app).file.cases, outcome(app).file.case_ids)[1]
    assert [json.loads(line) for line in lines] == [assess(case).to_dict()]
    labels = [item.proto.label for item in app.get("download_button")]
    assert "Save 1 full assessment (JSONL)" in labels


def test_one_case_opens_on_the_page_for_one_patient(
    page_without_model: AppTest,
) -> None:
    app = upload(page_without_model, EMERGENCY_OR_NOTHING)
    assert app.number_input[0].value == 2
    button(app, "many_open").click().run()
    assert not app.exception
    assert app.session_state["patient"].answers == {"saddle_numbness": "present"}
    assert app.title[0].value != "Many cases"


def test_the_template_is_taken_as_it_is(page_with_model: AppTest) -> None:
    app = upload(page_with_model, template().encode())
    shown = table(app)
    assert list(shown["Case"]) == ["example-2", "example-1"]
    assert not app.error


def test_every_column_of_the_template_is_explained_in_words() -> None:
    explained = explanation()
    header = template().splitlines()[0].split(",")
    assert explained["Column"].tolist() == header
    assert explained["Asks"].is_unique
    ids = {key for key in load_knowledge().findings if "_" in key}
    assert not any(key in " ".join(explained["Asks"]) for key in ids)


def test_before_there_is_a_file_the_page_says_what_it_should_be(
    page_without_model: AppTest,
) -> None:
    assert page_without_model.title[0].value == "Many cases"
    assert "empty for whatever was not asked" in page(page_without_model)
    labels = [item.proto.label for item in page_without_model.get("download_button")]
    assert labels == ["Template (CSV)", "What each column asks (CSV)"]
    assert not page_without_model.dataframe


def test_a_model_that_fails_leaves_the_red_flags_and_says_so(
    page_without_model: AppTest, tiny_model: Path
) -> None:
    class Raising:
        classes_ = load_knowledge().condition_ids

        def predict_proba(self, X: object) -> None:
            raise FloatingPointError

    broken = replace(load_classifier(tiny_model), estimator=Raising())
    page_without_model.session_state[loaded.CHOSEN] = broken
    app = upload(page_without_model, EMERGENCY_OR_NOTHING)
    assert list(table(app)["Urgency"]) == [["Emergency"], ["Not known"]]
    assert "every row of probabilities" in page(app)
