"""Files as people have them, sound and faulty."""

from __future__ import annotations

from pipeline.cases.tables import frame_from_matrix
from pipeline.synthesis import Request, sample_cases

N_CASES = 40
DRAWN = sample_cases(N_CASES, Request(seed=17))
FRAME = frame_from_matrix(DRAWN, [f"patient {i}" for i in range(1, N_CASES + 1)])
CLEAN = FRAME.to_csv(index=False).encode()
FAULTY = (
    b"case_id,age,sex,fever,saddle_numbness\n"
    b"A,old,f,,\n"
    b"B,40,male,,true\n"
    b"C,14,male,yes,\n"
    b"D,41,female,false,\n"
)
EMERGENCY_OR_NOTHING = b"case_id,saddle_numbness\nquiet,\nloud,true\n"
