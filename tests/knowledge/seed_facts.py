"""What the five documents say, and where each statement stands in the knowledge.

Made by hand from shared/seeds: every cause, mechanism, typical sign, provoking or
easing factor, red flag, course and treatment, in our own words. Left out are the
commercial statements, and the surgical advertising of document 002.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Signs:
    """Findings that the profile lists, each commoner there than in anybody."""

    condition: str
    findings: str


@dataclass(frozen=True)
class Words:
    """A pattern in the mechanism, course, next steps, notes or name of a profile."""

    condition: str
    part: str
    pattern: str


@dataclass(frozen=True)
class Flag:
    """A rule that cites the document and asks for the findings."""

    rule: str
    findings: str


@dataclass(frozen=True)
class Member:
    """A condition that belongs to a syndrome."""

    condition: str
    syndrome: str


@dataclass(frozen=True)
class Cites:
    """A profile that names the document as one of its own."""

    condition: str


Place = Signs | Words | Flag | Member | Cites


@dataclass(frozen=True)
class Fact:
    """One statement of one document and every place that carries it."""

    seed: str
    says: str
    stands: tuple[Place, ...]


def _facts(seed: str, *entries: tuple[str, tuple[Place, ...]]) -> tuple[Fact, ...]:
    return tuple(Fact(seed, says, stands) for says, stands in entries)


DISC, CANAL = "disc_herniation", "central_stenosis"
EXIT, SPUR = "foraminal_stenosis", "osteophyte_impingement"
LYTIC, WORN_SLIP = "lytic_spondylolisthesis", "degenerative_spondylolisthesis"
FACET, CYST, SIJ = "facet_arthropathy", "facet_cyst", "sij_dysfunction"
WORN_DISC, TRIGGER = "degenerative_disc_disease", "myofascial_trigger_points"
CAUDA, CORD = "cauda_equina_syndrome", "spinal_cord_compression"
LEG_INJURY, LEG_INFECTION = "leg_bone_ligament_injury", "leg_soft_tissue_infection"

SEED_000 = _facts(
    "seed_000",
    (
        "A bulging disc is the commonest reason for an irritated nerve root",
        (Cites(DISC), Words(DISC, "mechanism", "commonest cause of sciatica")),
    ),
    (
        "The soft centre bulges or leaks through the outer ring",
        (Words(DISC, "mechanism", "soft centre.*bulges or leaks.*outer ring"),),
    ),
    (
        "The body clears the bulge away and repairs it",
        (Words(DISC, "course", "body resorbs the disc"),),
    ),
    (
        "Inflammation irritates the nerve chemically",
        (Words(DISC, "mechanism", "inflammation.*irritates the root chemically"),),
    ),
    (
        "Compression irritates it as well",
        (Words(DISC, "mechanism", "presses on a nerve root"),),
    ),
    ("Most settle within three months", (Words(DISC, "course", "three months"),)),
    ("Physiotherapy for the early symptoms", (Words(DISC, "next_steps", "physio"),)),
    (
        "Injection, discectomy or decompression when time and physiotherapy fail",
        (
            Words(
                DISC, "next_steps", "injection, discectomy or decompression when time"
            ),
        ),
    ),
    (
        "See a spinal specialist before a scan is considered",
        (
            Words(DISC, "next_steps", "spine clinician before an MRI"),
            Words(CANAL, "next_steps", "specialist or community triage.*before a scan"),
        ),
    ),
    (
        "Cauda equina syndrome is rare",
        (Cites(CAUDA), Words(CAUDA, "course", "^Rare")),
    ),
    (
        "It shows in bladder, bowel and feeling round the genitals",
        (
            Signs(CAUDA, "urinary_retention urinary_incontinence urinary_hesitancy"),
            Signs(CAUDA, "bowel_incontinence saddle_numbness sexual_dysfunction"),
            Flag("RF001", "urinary_retention urinary_incontinence"),
            Flag("RF001", "bowel_incontinence saddle_numbness"),
            Flag("RF002", "urinary_hesitancy sexual_dysfunction"),
            Flag("RF020", "sexual_dysfunction"),
            Flag("RF041", "reduced_anal_tone"),
        ),
    ),
    (
        "Then go to an emergency department at once",
        (Words(CAUDA, "next_steps", "emergency department now"),),
    ),
    (
        "Joints, ligaments and discs wear with age, mostly without symptoms",
        (
            Cites(WORN_DISC),
            Words(WORN_DISC, "course", "worn discs have no pain"),
            Words(FACET, "notes", "most people over 50 with or without pain"),
            Words(CANAL, "notes", "common without symptoms"),
        ),
    ),
    (
        "Enlarged facet joints and a buckled ligament narrow the canal",
        (
            Cites(CANAL),
            Words(CANAL, "mechanism", "enlarged facet joints.*buckled.*ligament"),
        ),
    ),
    (
        "A bulging disc narrows it from the front",
        (Words(CANAL, "mechanism", "bulging disc in front"),),
    ),
    (
        "Standing and walking get difficult through leg and back symptoms",
        (
            Signs(CANAL, "worse_standing worse_walking claudication"),
            Signs(CANAL, "leg_pain low_back_pain"),
        ),
    ),
    (
        "Stenosis gives pain, tingling, numbness or weak legs",
        (Signs(CANAL, "leg_pain paraesthesia numbness leg_weakness"),),
    ),
    (
        "It eases on sitting or leaning forward, as on a shopping trolley",
        (
            Signs(CANAL, "relieved_sitting_or_flexion"),
            Words(CANAL, "mechanism", "sitting or leaning forward opens it"),
        ),
    ),
    (
        "Decompression or discectomy for stenosis",
        (Words(CANAL, "next_steps", "decompression .with discectomy"),),
    ),
    (
        "A stress-type break of the pars lets the front of the vertebra slip",
        (
            Cites(LYTIC),
            Words(LYTIC, "mechanism", "stress-type break.*pars.*slip forward"),
        ),
    ),
    (
        "Grade 1, up to 25%, is the commonest slip; grade 5 is very rare",
        (Words(LYTIC, "mechanism", "grade 1 up to 25%, the commonest.*5.*very rare"),),
    ),
    (
        "A slip can also come from worn joints without a break",
        (
            Cites(WORN_SLIP),
            Words(WORN_SLIP, "mechanism", "worn facet joints.*arch intact"),
        ),
    ),
    (
        "Either slip can narrow the exit of the nerve or the canal",
        (
            Cites(EXIT),
            Words(LYTIC, "mechanism", "narrow the nerve exit.*canal"),
            Words(WORN_SLIP, "mechanism", "narrows the canal and the exits"),
            Words(EXIT, "mechanism", "slip of one vertebra"),
        ),
    ),
    (
        "Leg pain from a slip is worse standing or walking",
        (
            Signs(LYTIC, "leg_pain worse_standing worse_walking"),
            Signs(WORN_SLIP, "leg_pain worse_standing worse_walking"),
        ),
    ),
    (
        "Fusion besides decompression for a slip",
        (
            Words(LYTIC, "next_steps", "fusion, with decompression"),
            Words(WORN_SLIP, "next_steps", "decompression, with fusion"),
        ),
    ),
    (
        "The sacroiliac joint hurts in low back, buttock and leg",
        (Cites(SIJ), Signs(SIJ, "low_back_pain buttock_pain leg_pain")),
    ),
    (
        "It can refer pins and needles and numbness into the leg",
        (Signs(SIJ, "paraesthesia numbness"), Words(SIJ, "notes", "pins and needles")),
    ),
    (
        "Its pain is hard to pin down and follows no nerve pattern",
        (Words(SIJ, "mechanism", "no nerve-root pattern, is hard to pin down"),),
    ),
    (
        "It resembles pain from the back joints or the hip",
        (
            Cites("hip_osteoarthritis"),
            Cites(FACET),
            Words(SIJ, "mechanism", "pain from the back joints or the hip"),
            Words("hip_osteoarthritis", "mechanism", "sacroiliac joint"),
        ),
    ),
)

SEED_001 = _facts(
    "seed_001",
    (
        "Leg pain that starts in the low back and runs down the leg is called sciatica",
        (
            Member(DISC, "radicular_pain"),
            Signs(DISC, "low_back_pain leg_pain pain_below_knee"),
        ),
    ),
    (
        "A disc leaves its place and presses on a lumbar nerve",
        (Cites(DISC), Words(DISC, "mechanism", "presses on a nerve root")),
    ),
    (
        "Overgrown bone and ligament of an ageing spine narrow the canal",
        (
            Cites(CANAL),
            Words(CANAL, "mechanism", "enlarged facet joints.*thickened ligament"),
        ),
    ),
    (
        "One nerve leaves through each small bony opening, which can narrow",
        (
            Cites(EXIT),
            Words(EXIT, "mechanism", "bony opening through which one nerve root"),
        ),
    ),
    (
        "Worn joints, disc wear or a slip narrow that opening",
        (
            Cites(FACET),
            Cites(WORN_DISC),
            Words(EXIT, "mechanism", "worn facet joint, a lower disc or a slip"),
        ),
    ),
    (
        "Weak bone or badly worn joints let a vertebra slip",
        (
            Cites(LYTIC),
            Cites(WORN_SLIP),
            Words(LYTIC, "mechanism", "break through the pars"),
            Words(WORN_SLIP, "mechanism", "worn facet joints and disc"),
        ),
    ),
    (
        "The slip narrows canal or exit and presses on nerves",
        (
            Words(WORN_SLIP, "mechanism", "canal and the exits.*pressed"),
            Words(LYTIC, "mechanism", "nerve exit.*canal"),
        ),
    ),
    (
        "An inflamed, arthritic facet joint can form a cyst",
        (Cites(CYST), Words(CYST, "mechanism", "worn, inflamed facet joint.*cyst")),
    ),
    (
        "Bone spurs and arthritis of the spine press on nerves",
        (Cites(SPUR), Words(SPUR, "mechanism", "wear.*spur.*nerve root")),
    ),
    (
        "Infection of the lumbar spine is a rare cause",
        (
            Cites("spinal_infection"),
            Words("spinal_infection", "notes", "rare cause of leg pain"),
            Flag("RF006", "fever"),
            Flag("RF022", "fever"),
            Flag("RF031", "night_sweats unwell"),
        ),
    ),
    (
        "Schwannomas and neurofibromas are rare causes",
        (
            Cites("nerve_sheath_tumour"),
            Words("nerve_sheath_tumour", "name", "schwannoma or neurofibroma"),
            Words("nerve_sheath_tumour", "notes", "rare"),
            Flag("RF034", "worse_lying night_pain"),
        ),
    ),
    (
        "Metastatic tumours are rare causes",
        (
            Cites("spinal_metastasis"),
            Words("spinal_metastasis", "notes", "rare cause of leg pain"),
            Flag("RF005", "history_of_cancer active_cancer"),
            Flag("RF021", "history_of_cancer active_cancer"),
            Flag("RF035", "history_of_cancer active_cancer"),
            Flag("RF030", "weight_loss"),
        ),
    ),
    (
        "Arteries can be the cause, narrowed or blocked",
        (
            Cites("peripheral_arterial_disease"),
            Cites("acute_limb_ischaemia"),
            Signs("peripheral_arterial_disease", "leg_pain claudication"),
            Signs("acute_limb_ischaemia", "leg_pain cold_pale_limb"),
            Flag("RF011", "cold_pale_limb absent_foot_pulses"),
            Flag("RF027", "foot_ulcer_or_gangrene rest_pain_in_foot"),
            Flag("RF012", "known_aortic_aneurysm"),
            Flag("RF017", "sudden_onset cardiovascular_disease"),
            Flag("RF018", "known_aortic_aneurysm"),
            Flag("RF043", "pulsatile_abdominal_mass"),
        ),
    ),
    (
        "Peripheral neuropathy",
        (
            Cites("peripheral_neuropathy"),
            Signs(
                "peripheral_neuropathy", "numbness paraesthesia stocking_distribution"
            ),
        ),
    ),
    (
        "Trouble of a single peripheral nerve",
        (
            Cites("peripheral_nerve_entrapment"),
            Signs("peripheral_nerve_entrapment", "numbness nerve_percussion_sign"),
        ),
    ),
    (
        "Inflammatory disease",
        (
            Cites("inflammatory_spondyloarthritis"),
            Words("inflammatory_spondyloarthritis", "mechanism", "^Inflammation"),
        ),
    ),
    (
        "Blood clots",
        (
            Cites("deep_vein_thrombosis"),
            Signs("deep_vein_thrombosis", "leg_pain unilateral_leg_swelling"),
            Flag("RF026", "unilateral_leg_swelling calf_tenderness"),
            Flag("RF013", "breathlessness_or_chest_pain"),
        ),
    ),
    (
        "Muscle strains",
        (Cites("muscle_strain"), Signs("muscle_strain", "leg_pain muscle_tenderness")),
    ),
    (
        "Injuries of bone and ligament",
        (
            Cites(LEG_INJURY),
            Cites("vertebral_fracture"),
            Signs(LEG_INJURY, "leg_pain bony_tenderness_leg"),
            Words("vertebral_fracture", "notes", "bone injuries among the causes"),
            Flag("RF037", "bony_tenderness_leg repetitive_sport_or_overuse"),
        ),
    ),
    (
        "Physiotherapy, anti-inflammatories and injections first, seldom surgery",
        tuple(
            Words(condition, "next_steps", pattern)
            for condition in (DISC, CANAL, EXIT, WORN_SLIP, LYTIC, CYST, SPUR)
            for pattern in (
                "physiotherapy",
                "anti-inflammatory",
                "injection",
                "decompression|removal|fusion",
            )
        ),
    ),
)

SEED_002 = _facts(
    "seed_002",
    (
        "Pain starts at hip or buttock and runs down into the foot",
        (
            Signs(DISC, "hip_pain buttock_pain leg_pain foot_pain"),
            Signs(CANAL, "hip_pain buttock_pain leg_pain foot_pain"),
        ),
    ),
    (
        "It is common with stenosis, a bulging disc and sciatica",
        (Cites(DISC), Cites(CANAL), Member(DISC, "radicular_pain")),
    ),
    (
        "Pressure on the nerve gives severe leg pain, tingling or numbness",
        (
            Signs(DISC, "leg_pain paraesthesia numbness"),
            Words(DISC, "mechanism", "tingling, numbness or weakness"),
        ),
    ),
    (
        "A compressed spinal cord gives radiating pain as well",
        (
            Cites(CORD),
            Signs(CORD, "leg_pain"),
            Words(CORD, "mechanism", "radiate to the legs"),
            Flag("RF004", "gait_unsteadiness thoracic_pain"),
            Flag("RF042", "upper_motor_neurone_signs"),
        ),
    ),
    (
        "An injury of the leg itself comes first to mind",
        (
            Cites(LEG_INJURY),
            Signs(LEG_INJURY, "leg_pain significant_trauma"),
            Flag("RF010", "leg_deformity_or_shortening unable_to_bear_weight"),
            Flag("RF009", "significant_trauma"),
            Flag("RF014", "pain_out_of_proportion"),
            Flag("RF019", "unable_to_bear_weight"),
            Flag("RF023", "significant_trauma"),
            Flag("RF037", "repetitive_sport_or_overuse"),
            Flag("RF038", "significant_trauma"),
        ),
    ),
    (
        "So does infection of the leg",
        (
            Cites(LEG_INFECTION),
            Signs(LEG_INFECTION, "leg_pain warmth_or_erythema fever"),
            Flag("RF007", "fever warmth_or_erythema new_confusion"),
            Flag("RF015", "spreading_skin_change warmth_or_erythema"),
            Flag("RF016", "hot_swollen_joint"),
            Flag("RF022", "fever leg_pain"),
            Flag("RF028", "warmth_or_erythema"),
        ),
    ),
    (
        "Facet joints lose cartilage and grow spurs that press on roots",
        (
            Cites(FACET),
            Words(FACET, "mechanism", "lose their cartilage"),
            Words(FACET, "mechanism", "bone spurs.*press on nerve roots"),
        ),
    ),
    (
        "Any irritation of the sciatic nerve is called sciatica",
        tuple(
            Member(condition, "radicular_pain")
            for condition in (DISC, EXIT, CYST, SPUR, "piriformis_syndrome")
        ),
    ),
    (
        "Spurs are smooth growths that press on their neighbours",
        (Cites(SPUR), Words(SPUR, "mechanism", "smooth extra bone.*press")),
    ),
    (
        "Spurs and worn discs may reach the cord",
        (
            Words(CORD, "notes", "bone spurs press on it"),
            Words(SPUR, "notes", "spurs compressing the spinal cord"),
            Words(WORN_DISC, "notes", "worn disc compressing the spinal cord"),
        ),
    ),
    (
        "A worn disc bulges and reaches the sciatic nerve",
        (
            Cites(WORN_DISC),
            Words(WORN_DISC, "mechanism", "prepares the ground for bulges"),
            Words(WORN_DISC, "notes", "disc wear as a cause of sciatica"),
        ),
    ),
)

SEED_003 = _facts(
    "seed_003",
    (
        "Irritated roots hurt in buttock, thigh, calf and foot",
        (Signs(DISC, "buttock_pain posterior_thigh_pain calf_pain foot_pain"),),
    ),
    (
        "A compressed root gives pain, numbness or weakness in its own area",
        (
            Signs(DISC, "dermatomal_pain numbness leg_weakness"),
            Signs(DISC, "sensory_deficit motor_deficit"),
        ),
    ),
    (
        "Pressure and inflammation both play a part",
        (Words(DISC, "mechanism", "presses.*inflammation"),),
    ),
    (
        "So does a poor blood supply of the root",
        (Words(CANAL, "mechanism", "short of blood"),),
    ),
    (
        "Sciatica is a symptom with a cause, not a condition",
        (
            Member(DISC, "radicular_pain"),
            Member("piriformis_syndrome", "radicular_pain"),
        ),
    ),
    (
        "A disc herniates where load and movement are greatest",
        (Cites(DISC), Words(DISC, "mechanism", "most of the load and the movement")),
    ),
    (
        "Stenosis narrows the canal or the exits of the roots",
        (
            Cites(CANAL),
            Cites(EXIT),
            Words(CANAL, "mechanism", "too little room in the spinal canal"),
            Words(EXIT, "mechanism", "opening.*is narrowed"),
        ),
    ),
    (
        "Enlarged facet joints and thick ligaments narrow it, mostly past 50",
        (
            Cites(FACET),
            Words(CANAL, "mechanism", "enlarged facet joints.*thickened ligament"),
            Words(CANAL, "course", "over 50"),
        ),
    ),
    (
        "Narrowing may press on the cord",
        (
            Cites(CORD),
            Words(CORD, "mechanism", "bone spurs"),
            Flag("RF004", "gait_unsteadiness progressive_weakness"),
            Flag("RF033", "gait_unsteadiness"),
        ),
    ),
    (
        "The piriformis, deep in the buttock, presses on the nerve beneath it",
        (
            Cites("piriformis_syndrome"),
            Words("piriformis_syndrome", "mechanism", "deep in the buttock.*beneath"),
            Signs("piriformis_syndrome", "buttock_pain sciatic_notch_tenderness"),
        ),
    ),
    (
        "Spasm, injury or swelling of the muscle brings that on",
        (Words("piriformis_syndrome", "mechanism", "spasm, injured or swollen"),),
    ),
    (
        "It mimics sciatica",
        (Words("piriformis_syndrome", "mechanism", "mimics sciatica"),),
    ),
    (
        "Root pain is sharp, shooting, burning or electric",
        (
            Signs(DISC, "sharp_shooting_pain burning_pain"),
            Signs(EXIT, "sharp_shooting_pain burning_pain"),
        ),
    ),
    (
        "It follows a path down the leg",
        (Signs(DISC, "dermatomal_pain pain_below_knee"),),
    ),
    (
        "Mostly on one side, sometimes on both",
        (Signs(DISC, "bilateral_leg_pain"), Signs(CANAL, "bilateral_leg_pain")),
    ),
    (
        "Numbness, tingling, pins and needles come with it",
        (Signs(DISC, "numbness paraesthesia"),),
    ),
    (
        "Weakness may trouble walking or lifting the foot",
        (Signs(DISC, "leg_weakness foot_drop worse_walking"),),
    ),
    (
        "Coughing, sneezing, long sitting and standing make it worse",
        (Signs(DISC, "worse_coughing worse_sitting worse_standing"),),
    ),
    (
        "Pain that lasts, grows or resists rest and self-care needs a clinician",
        (
            Flag("RF040", "persistent_pain progressive_pain"),
            Signs(DISC, "persistent_pain"),
        ),
    ),
    (
        "Growing weakness needs attention at once",
        (
            Flag("RF024", "progressive_weakness foot_drop"),
            Flag("RF036", "motor_deficit"),
            Flag("RF003", "bilateral_leg_weakness progressive_weakness"),
            Signs(CORD, "progressive_weakness"),
            Words(CORD, "next_steps", "growing weakness"),
        ),
    ),
    (
        "So does marked or spreading numbness or tingling",
        (
            Flag("RF025", "dense_or_spreading_numbness"),
            Flag("RF003", "recent_spread_to_both_legs"),
            Flag("RF020", "recent_spread_to_both_legs numbness paraesthesia"),
            Signs(CORD, "dense_or_spreading_numbness"),
            Words(CORD, "next_steps", "marked numbness or tingling"),
        ),
    ),
    (
        "Lost bladder or bowel control is an emergency",
        (
            Cites(CAUDA),
            Signs(CAUDA, "urinary_retention urinary_incontinence bowel_incontinence"),
            Flag("RF001", "urinary_retention urinary_incontinence bowel_incontinence"),
            Words(CAUDA, "next_steps", "emergency department now"),
        ),
    ),
    (
        "It means that the roots below the cord are squeezed",
        (Words(CAUDA, "mechanism", "roots below the end of the spinal cord"),),
    ),
    (
        "Pain after a fall, an accident or another significant injury needs a look",
        (
            Cites("vertebral_fracture"),
            Signs("vertebral_fracture", "significant_trauma minor_trauma"),
            Flag("RF009", "significant_trauma"),
            Flag("RF010", "significant_trauma"),
            Flag("RF019", "minor_trauma unable_to_bear_weight"),
            Flag("RF023", "significant_trauma"),
            Flag("RF032", "minor_trauma"),
            Flag("RF038", "significant_trauma"),
        ),
    ),
)

SEED_004 = _facts(
    "seed_004",
    (
        "Sciatica: pain, tingling, numbness or weakness down the back of the leg",
        (
            Signs(DISC, "posterior_thigh_pain paraesthesia numbness leg_weakness"),
            Member(DISC, "radicular_pain"),
        ),
    ),
    (
        "It comes from a herniated disc, stenosis or a misaligned spine",
        (
            Cites(DISC),
            Cites(CANAL),
            Cites(WORN_SLIP),
            Words(WORN_SLIP, "notes", "misalignment"),
        ),
    ),
    (
        "Root pain follows one nerve's path",
        (Signs(DISC, "dermatomal_pain sensory_deficit"),),
    ),
    (
        "Disc wear and arthritis of the spine are causes of it too",
        (
            Cites(WORN_DISC),
            Words(WORN_DISC, "notes", "disc wear as a cause of sciatica"),
            Words(SPUR, "mechanism", "wear.*facet joints"),
        ),
    ),
    (
        "Facet joints ache deeply in buttock, thigh or calf",
        (
            Cites(FACET),
            Signs(
                FACET, "deep_aching_pain buttock_pain posterior_thigh_pain calf_pain"
            ),
            Signs(FACET, "low_back_pain leg_pain"),
        ),
    ),
    (
        "Injury, wear or poor posture brings facet pain on",
        (
            Words(FACET, "mechanism", "injury or long poor posture"),
            Signs(FACET, "posture_or_muscle_imbalance"),
        ),
    ),
    (
        "It is said to follow a dermatome, which published work contradicts",
        (Words(FACET, "notes", "dermatomal pattern.*published work"),),
    ),
    (
        "The sacroiliac joint hurts in low back, buttock and leg",
        (Cites(SIJ), Signs(SIJ, "low_back_pain buttock_pain leg_pain")),
    ),
    (
        "On one side or both",
        (
            Words(SIJ, "mechanism", "one or both sides"),
            Signs(SIJ, "bilateral_leg_pain alternating_buttock_pain"),
        ),
    ),
    (
        "Standing, walking and rising from a chair make it worse",
        (Signs(SIJ, "worse_standing worse_walking worse_rising_from_sitting"),),
    ),
    (
        "Oversensitive spots in back or buttock muscles refer pain to the leg",
        (
            Cites(TRIGGER),
            Words(TRIGGER, "mechanism", "oversensitive spots.*low back or buttock"),
            Signs(TRIGGER, "leg_pain low_back_pain buttock_pain"),
            Signs(TRIGGER, "trigger_point_reproduces_pain muscle_tenderness"),
        ),
    ),
    (
        "Muscle imbalance, overuse or poor posture brings them on",
        (
            Words(TRIGGER, "mechanism", "imbalance, overuse and poor posture"),
            Signs(TRIGGER, "posture_or_muscle_imbalance repetitive_sport_or_overuse"),
        ),
    ),
    (
        "Leg trouble can come first and bring back pain on",
        (
            Signs(LEG_INJURY, "leg_problem_first"),
            Signs("hip_osteoarthritis", "leg_problem_first"),
            Words(LEG_INJURY, "mechanism", "limp.*bring on back pain"),
        ),
    ),
    (
        "Physiotherapy, and exercises against imbalance and weakness",
        (
            Words(TRIGGER, "next_steps", "physiotherapy"),
            Words(TRIGGER, "next_steps", "correct muscle imbalance"),
            Words(SIJ, "next_steps", "physiotherapy.*muscle imbalance"),
            Words(FACET, "next_steps", "physiotherapy.*muscle imbalance"),
        ),
    ),
    ("Pain management", (Words(TRIGGER, "next_steps", "pain management"),)),
    (
        "A change of habits",
        (
            Words(TRIGGER, "next_steps", "change of posture and habits"),
            Words(WORN_DISC, "next_steps", "sitting, lifting, sleep, weight"),
        ),
    ),
    (
        "The article was machine-written and may be wrong",
        (Words(TRIGGER, "notes", "machine-written and may hold errors"),),
    ),
)

FACTS = (*SEED_000, *SEED_001, *SEED_002, *SEED_003, *SEED_004)
