"""params.yaml, parsed into frozen values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from pipeline.errors import Fault, OptionError, shorten
from pipeline.gates.limits import GateParams
from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.terms import Urgency

PROJECT = Path(__file__).parents[2]
PARAMS_FILE = PROJECT / "params.yaml"
DATA_FOLDER = PROJECT / "data" / "synthetic"
MODEL_FOLDER = PROJECT / "models"
EVALUATION_FILE = PROJECT / "experiments" / "evaluation.json"
RELIABILITY_FILE = PROJECT / "experiments" / "reliability.csv"
KNOWLEDGE_FILE = PROJECT / "experiments" / "knowledge.json"
REPORT_FOLDER = PROJECT / "build"
CASE_SCORES_FILE = PROJECT / "build" / "case_scores.parquet"
CHAMPION_FOLDER = PROJECT / "experiments" / "champion"
STREAMS = ("train", "select", "calibrate", "choose", "conform", "test")
# The evaluation draws its own cases; the others are kept on disk for training.
STORED_STREAMS = STREAMS[:-1]
MOST_WORLDS = 1000

# Strict: a truth value or a word is no whole number.
Count = Annotated[int, Field(strict=True, ge=0)]
Seed = Annotated[int, Field(strict=True, ge=0, lt=2**63)]
Share = Annotated[float, Field(gt=0, lt=1)]


def _no_number_in_words(value: Any) -> Any:
    """Refuse 1e-5: YAML reads it as a word, and an estimator would stumble over it."""
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return value
        message = "a number in plain decimals, such as 0.001 or 1.0e-5"
        raise ValueError(message)
    return value


Setting = Annotated[Any, AfterValidator(_no_number_in_words)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stream(_Frozen):
    """One purpose's stream: its seed, how many rows are used, and from which worlds."""

    seed: Seed
    n: Count
    worlds: Literal["reference", "fresh"] = "reference"


class GenerateParams(_Frozen):
    """What to generate."""

    train: Stream
    select: Stream
    calibrate: Stream
    choose: Stream
    conform: Stream
    test: Stream
    workers: Annotated[int, Field(strict=True, ge=1)]

    def streams(self) -> dict[str, Stream]:
        """Give the streams by purpose."""
        return {name: getattr(self, name) for name in STREAMS}


class CandidateParams(BaseModel):
    """How many rows a candidate sees, and the settings of its estimator."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Setting] = Field(init=False)
    n_rows: Annotated[int, Field(strict=True, ge=1)]


class TeacherParams(_Frozen):
    """Fresh cases with exact probabilities, for estimators that can take them."""

    seed: Seed
    n: Annotated[int, Field(strict=True, ge=1)]
    world_seed: Seed
    # One teaches at least, one sets the widths.
    n_worlds: Annotated[int, Field(strict=True, ge=2)]
    # Cases with every condition equally common, for what must hold for each of them.
    level_seed: Seed
    n_per_condition: Annotated[int, Field(strict=True, ge=1)]
    n_complete: Annotated[int, Field(strict=True, ge=1)]


class TrainParams(_Frozen):
    """How to train."""

    # Below 2**32, as NumPy's older generators want it.
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)]
    teacher: TeacherParams
    typicality_rows: Annotated[int, Field(strict=True, ge=1)]
    candidates: dict[str, CandidateParams] = Field(min_length=1)
    calibration_methods: tuple[
        Literal["none", "temperature", "sigmoid", "isotonic"], ...
    ] = Field(min_length=1)
    coverage: Share
    emergency_coverage: Share


class WorldParams(_Frozen):
    """Worlds that no training has seen: how many, and how many cases of each."""

    seed: Seed
    # Two at least: the spread between worlds is told.
    n_worlds: Annotated[int, Field(strict=True, ge=2, le=MOST_WORLDS)]
    n_rival_worlds: Annotated[int, Field(strict=True, ge=2, le=MOST_WORLDS)]
    n_cases: Annotated[int, Field(strict=True, ge=1)]


class CalibrationParams(_Frozen):
    """Cases of each condition on which its calibration is judged, and resamples."""

    seed: Seed
    n_per_condition: Annotated[int, Field(strict=True, ge=1)]
    n_resamples: Annotated[int, Field(strict=True, ge=2)]


class SetParams(_Frozen):
    """Cases of each condition for the coverage, at the natural mix for the sizes."""

    seed: Seed
    n_per_condition: Annotated[int, Field(strict=True, ge=1)]
    n_cases: Annotated[int, Field(strict=True, ge=1)]
    n_worlds: Annotated[int, Field(strict=True, ge=2, le=MOST_WORLDS)]


class OutsiderParams(_Frozen):
    """Cases of the conditions, and of each outsider on average."""

    seed: Seed
    n_insiders: Count
    n_per_outsider: Count


class ShiftParams(_Frozen):
    """Unlabelled cases that adapt the model to another case mix."""

    seed: Seed
    n: Annotated[int, Field(strict=True, ge=1)]


class InterviewParams(_Frozen):
    """Patients to interview, and questions of each."""

    seed: Seed
    n: Annotated[int, Field(strict=True, ge=2)]
    steps: Annotated[int, Field(strict=True, ge=1)]


class IntervalParams(_Frozen):
    """Unseen worlds for the intervals, and cases of each."""

    seed: Seed
    n_worlds: Annotated[int, Field(strict=True, ge=2, le=MOST_WORLDS)]
    n_cases: Annotated[int, Field(strict=True, ge=1)]


class ResampleParams(_Frozen):
    """Resamples of cases that are there already."""

    seed: Seed
    n_resamples: Annotated[int, Field(strict=True, ge=2)]


class UrgencyParams(ResampleParams):
    """Patients as they come, and of each condition for what is missed of rare ones."""

    n: Annotated[int, Field(strict=True, ge=2)]
    n_per_condition: Annotated[int, Field(strict=True, ge=1)]


class PatientParams(ResampleParams):
    """Patients as they come."""

    n: Annotated[int, Field(strict=True, ge=2)]


class InDepthParams(_Frozen):
    """What is promised beyond the headline figures, and how it is measured."""

    calibration: CalibrationParams
    sets: SetParams
    outsiders: OutsiderParams
    shift: ShiftParams
    interviews: InterviewParams
    intervals: IntervalParams
    headline: ResampleParams
    discrimination: ResampleParams
    urgency: UrgencyParams
    subgroups: ResampleParams
    robustness: PatientParams
    leaning: PatientParams

    def seeds(self) -> dict[str, int]:
        """Give the seed of each."""
        return {f"{name}_test": part.seed for name, part in self}


class PairedCasesParams(_Frozen):
    """Cases of each condition, about, on which models are held against each other."""

    seed: Seed
    n_per_condition: Annotated[int, Field(strict=True, ge=2)]


class EvaluateParams(_Frozen):
    """What to evaluate on."""

    published: str = Field(min_length=1)
    worlds: WorldParams
    in_depth: InDepthParams
    paired_cases: PairedCasesParams


class ReplayParams(_Frozen):
    """Shares of figures that must lie inside their published intervals."""

    consistency: Annotated[float, Field(ge=0, le=1)]
    validation: Annotated[float, Field(ge=0, le=1)]


class AlarmLimits(_Frozen):
    """Most patients for whom the rules may sound, at a tier or a worse one."""

    emergency: Share
    urgent_same_day: Share


class BudgetLimits(_Frozen):
    """Limits apart for an ordinary visit, a complete one, and a patient with a form."""

    visit: AlarmLimits
    complete: AlarmLimits
    form: AlarmLimits


class BudgetParams(_Frozen):
    """How to count alarms, and how many there may be in each care setting."""

    seed: Seed
    n_per_condition: Annotated[int, Field(strict=True, ge=1)]
    primary_care: BudgetLimits
    spine_clinic: BudgetLimits
    emergency: BudgetLimits


class Params(_Frozen):
    """All of params.yaml."""

    generate: GenerateParams
    train: TrainParams
    urgency_thresholds: dict[Urgency, Annotated[float, Field(gt=0, le=1)]]
    evaluate: EvaluateParams
    gates: GateParams
    replay: ReplayParams
    budget: BudgetParams
    # What a small run has of its own, in the shape of this file.
    ci: dict[str, Any] = Field(default_factory=dict)

    def seeds(self) -> dict[str, int]:
        """Give the seeds by purpose: of the streams, the unseen worlds, the budget."""
        streams = {name: s.seed for name, s in self.generate.streams().items()}
        teacher = self.train.teacher
        return {
            **streams,
            "worlds": self.evaluate.worlds.seed,
            "budget": self.budget.seed,
            "lessons": teacher.seed,
            "taught_worlds": teacher.world_seed,
            "level": teacher.level_seed,
            **self.evaluate.in_depth.seeds(),
            "paired_cases": self.evaluate.paired_cases.seed,
        }

    @field_validator("urgency_thresholds")
    @classmethod
    def _every_tier(cls, given: dict[Urgency, float]) -> dict[Urgency, float]:
        """Without its threshold, the model would never ask for a tier."""
        asked = [tier for tier in Urgency if tier is not Urgency.ROUTINE]
        if set(given) != set(asked):
            message = f"given for {', '.join(asked)}, each and no other"
            raise ValueError(message)
        return given


def load_params(path: Path | None = None, at_ci_size: bool = False) -> Params:
    """Load and check params.yaml, or another file of its kind.

    Parameters
    ----------
    path : Path, optional
        Instead of params.yaml.
    at_ci_size : bool, default=False
        With what stands under `ci` laid over the rest.

    Raises
    ------
    OptionError
        With every fault.
    """
    path = path or PARAMS_FILE
    data, faults = read_yaml(path)
    if faults:
        raise OptionError(faults)
    if at_ci_size and isinstance(data, dict):
        data = _laid_over(data, data.get("ci", {}))
    try:
        params = Params.model_validate(_words_to_booleans(data))
    except ValidationError as error:
        items = error.errors(include_url=False)
        inner = {item["loc"][:-1] for item in items if item["loc"]}
        # What a bad item makes of the list around it is no fault of its own.
        raise OptionError(
            _fault(path.name, item) for item in items if item["loc"] not in inner
        ) from error
    seeds = list(params.seeds().values())
    if len(set(seeds)) != len(seeds):
        what, to_do = "seeds of all purposes", "Give each a seed of its own."
        raise OptionError(Fault(path.name, what, "all different", str(seeds), to_do))
    return params


def _laid_over(data: Any, changes: Any) -> Any:
    """Replace the leaves that the changes name, and keep the others."""
    if not (isinstance(data, dict) and isinstance(changes, dict)):
        return changes
    changed = {key: _laid_over(data.get(key), item) for key, item in changes.items()}
    return {**data, **changed}


def _fault(where: str, item: Any) -> Fault:
    """Put what pydantic found into our sentence."""
    place = ".".join(str(part) for part in item["loc"] if part != "[key]")
    must_be = {"missing": "there", "extra_forbidden": "left out"}.get(item["type"])
    if must_be is None:
        message = item["msg"].removeprefix("Value error, ")
        must_be = message.removeprefix("Input should be ")
        if "valid dictionary" in must_be:
            must_be = "a mapping of names to values"
    got = "nothing" if item["type"] == "missing" else shorten(item["input"])
    return Fault(where, place or "the file", must_be, got, "Correct it.")


def _words_to_booleans(data: Any) -> Any:
    """Estimators take true and false; the strict reader leaves them as words."""
    if isinstance(data, dict):
        return {key: _words_to_booleans(value) for key, value in data.items()}
    return (
        {"true": True, "false": False}.get(data, data)
        if isinstance(data, str)
        else data
    )
