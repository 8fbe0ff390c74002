"""Codes of the tool room: where a tool is, how it is, what becomes of it."""

from collections.abc import Mapping

from console.words.i18n import N_

TOOL_STATE = {
    "in_store": N_("in the store"),
    "held": N_("issued"),
    "lent": N_("lent"),
    "repair": N_("in repair"),
    "damaged": N_("damaged"),
    "lost": N_("lost"),
    "scrapped": N_("scrapped"),
}
TOOL_PLACE = {
    "store": N_("storeroom"),
    "supplier": N_("supplier"),
    "repair": N_("in repair"),
    "lost": N_("lost"),
    "scrap": N_("scrapped"),
    "count": N_("count"),
}
ORDER_STATE = {
    "ordered": N_("ordered"),
    "arrived": N_("arrived, to be inspected"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "cancelled": N_("cancelled"),
}
TOOL_LEFT = {"left": N_("left at the customer's"), "fetched": N_("fetched")}
TOOL_CONDITION = {"good": N_("in order"), "worn": N_("worn"), "broken": N_("broken")}
MOVEMENT = {
    "purchase": N_("bought"),
    "issue": N_("handed out"),
    "signed": N_("signed for"),
    "return": N_("taken back"),
    "revalued": N_("priced anew"),
    "exchange": N_("old for new"),
    "lend": N_("lent"),
    "give_back": N_("given back"),
    "transfer": N_("passed on"),
    "left": N_("left at the customer's"),
    "fetched": N_("fetched"),
    "damaged": N_("reported broken"),
    "lost": N_("reported lost"),
    "found": N_("found again"),
    "accident": N_("accident"),
    "to_repair": N_("to repair"),
    "from_repair": N_("back from repair"),
    "calibrated": N_("calibrated"),
    "failed": N_("failed its calibration"),
    "clean": N_("cleaned"),
    "lubricate": N_("lubricated"),
    "inspect": N_("inspected"),
    "scrapped": N_("scrapped"),
    "missing": N_("missing"),
    "counted": N_("found in the count"),
    "used": N_("used up"),
}
TOOL_REPORT = {
    "broken": N_("reported broken"),
    "lost": N_("reported lost"),
    "found": N_("found again"),
    "accident": N_("accident"),
}
TOOL_REPAIR = {"out": N_("to repair"), "back": N_("back from repair")}
CARE_DUE = {
    "calibrate": N_("calibration"),
    "clean": N_("cleaning"),
    "lubricate": N_("lubrication"),
    "inspect": N_("inspecting"),
}
TOOL_CARE = {"clean": N_("cleaned"), "lubricate": N_("lubricated"), "inspect": N_("inspected")}
KIT_WAY = {"issue": N_("in stock"), "calibrate": N_("calibrate"), "mend": N_("mend"), "buy": N_("buy")}
STOCKTAKE_STATE = {"open": N_("being counted"), "closed": N_("closed")}
COUNT_DIFFERENCE = {
    "missing": N_("missing"),
    "unexpected": N_("found elsewhere"),
    "unknown": N_("not in the ledger"),
    "more": N_("more"),
    "less": N_("less"),
}
TOOL_CAUSE = {
    "wear": N_("natural wear"),
    "misuse": N_("misuse"),
    "end_of_life": N_("end of its life"),
    "lost": N_("lost"),
    "replaced": N_("replaced by its holder"),
    "shortfall": N_("not handed back"),
}
TOOL_WORDS: Mapping[str, Mapping[str, str]] = {
    "tool_state": TOOL_STATE,
    "tool_place": TOOL_PLACE,
    "tool_left": TOOL_LEFT,
    "order_state": ORDER_STATE,
    "tool_condition": TOOL_CONDITION,
    "movement": MOVEMENT,
    "tool_report": TOOL_REPORT,
    "tool_repair": TOOL_REPAIR,
    "care_due": CARE_DUE,
    "tool_care": TOOL_CARE,
    "kit_way": KIT_WAY,
    "stocktake_state": STOCKTAKE_STATE,
    "count_difference": COUNT_DIFFERENCE,
    "tool_cause": TOOL_CAUSE,
}
"""By the name of the list."""
