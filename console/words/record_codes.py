"""Codes of the service record: the boxes of the paper form, signatures, what closing demands."""

from __future__ import annotations

from collections.abc import Mapping

from console.words.i18n import N_

RECORD_STATE = {
    "written": N_("not signed yet"),
    "amended": N_("amended, not signed"),
    "signed": N_("signed", "signature"),
    "refused": N_("signature refused"),
    "absent": N_("nobody there to sign"),
    "void": N_("taken back"),
}
SIGNED_HOW = {
    "signed": N_("signed", "signature"),
    "refused": N_("refused", "signature"),
    "absent": N_("nobody there"),
}
RECORD_APPROVAL = {
    "open": N_("waits for the head"),
    "approved": N_("approved"),
    "refused": N_("not approved"),
    "outdated": N_("an earlier version"),
}
RECORD_RESULT = {"done": N_("done", "work"), "not_done": N_("not done", "work")}
SERVICE_TYPE = {
    "panel": N_("panel furniture"),
    "sofa": N_("sofa"),
    "care": N_("upkeep"),
    "extra": N_("extra guarantee work"),
    "other": N_("other", "type of service"),
}
ATTITUDE_BOX = {
    "poor": N_("poor", "box"),
    "fair": N_("fair", "box"),
    "satisfied": N_("satisfied", "box"),
    "good": N_("good", "box"),
    "very_good": N_("very good", "box"),
}
DAMAGE_BOX = {"yes": N_("damaged", "box"), "no": N_("none", "damage"), "severe": N_("severely damaged")}
HYGIENE_BOX = {"good": N_("good", "box"), "not_good": N_("not good", "box")}
SATISFACTION_BOX = {
    "satisfied": N_("satisfied", "box"),
    "dissatisfied": N_("dissatisfied"),
    "very_dissatisfied": N_("very dissatisfied"),
}
SURVEY_QUESTION = {
    "attitude": N_("attitude"),
    "hygiene": N_("hygiene"),
    "result": N_("satisfaction with the result"),
}
PART_KIND = {"guarantee": N_("three-guarantee part"), "bought": N_("bought by the customer")}
DEMAND = {
    "record": N_("service record"),
    "signature": N_("signature"),
    "approval": N_("approval of the record"),
    "forms": N_("papers"),
    "tools": N_("tools back"),
    "verify": N_("verify"),
    "survey": N_("survey"),
}
RECORD_WORDS: Mapping[str, Mapping[str, str]] = {
    "record_state": RECORD_STATE,
    "signed_how": SIGNED_HOW,
    "record_approval": RECORD_APPROVAL,
    "record_result": RECORD_RESULT,
    "service_type": SERVICE_TYPE,
    "attitude_box": ATTITUDE_BOX,
    "damage_box": DAMAGE_BOX,
    "hygiene_box": HYGIENE_BOX,
    "satisfaction_box": SATISFACTION_BOX,
    "survey_question": SURVEY_QUESTION,
    "part_kind": PART_KIND,
    "demand": DEMAND,
}
"""By the name of the list."""
