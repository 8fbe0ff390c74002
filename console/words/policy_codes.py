"""What the codes of the regulations are called: kinds of days, conditions of a target, settings."""

from console.words.i18n import N_

SETTING = {
    "at_risk_percent": N_("at risk when this share is left (%)"),
    "undo_seconds": N_("undo within (seconds)"),
    "repeat_days": N_("rework within (days after closing)"),
    "split_days": N_("requests add up within (days)"),
    "unreachable_attempts": N_("attempts until not reached stands"),
    "reopen_hours": N_("reopen within (hours after closing)"),
    "survey_satisfied": N_("satisfied from the mark"),
    "timeliness_percent": N_("aim: in time (%)"),
    "satisfaction_percent": N_("aim: satisfied (%)"),
    "complaint_percent": N_("aim: complaints below (%)"),
    "sheet_minutes": N_("information sheet (minutes)"),
    "quality_minutes": N_("cause and names by quality (minutes)"),
    "plan_minutes": N_("service plan (minutes)"),
    "outside_minutes": N_("name somebody for outside service (minutes)"),
    "review_minutes": N_("review of the plan (minutes)"),
    "major_minutes": N_("approval of a major problem (minutes)"),
    "formalities_minutes": N_("formalities of outside service (minutes)"),
    "provisional_visit_minutes": N_("a visit without an end lasts (minutes)"),
    "half_day_minute": N_("a half day of leave begins or ends at (minute of the day)"),
    "leave_at_once_days": N_("a dispatcher enters leave of others at once (days ahead, 1 today, 0 never)"),
    "calibration_warning_days": N_("warn of calibration (days ahead)"),
    "certificate_warning_days": N_("warn of certificates (days ahead)"),
    "last_on_call": N_("warn of the last one on call"),
    "day_jobs_warn": N_("jobs a day, a gate warns beyond (0: never)"),
    "day_jobs_most": N_("jobs a day, a gate blocks beyond (0: never)"),
    "day_minutes_warn": N_("minutes of work a day, a gate warns beyond (0: never)"),
    "day_minutes_most": N_("minutes of work a day, a gate blocks beyond (0: never)"),
    "travel_blocks": N_("too little time for the way blocks (1) or warns (0)"),
    "unwelcome_days": N_("whom a customer refused is not sent there for (days, 0: for ever)"),
    "last_candidate_minutes": N_("warn of the last one who can be there in time (minutes ahead)"),
    "misuse_percent": N_("misuse is paid at (%)"),
    "compensation_minutes": N_("compensation decided within (minutes)"),
    "accident_minutes": N_("accident with a tool reported within (minutes)"),
    "shortfall_minutes": N_("shortfall of a leaver settled within (minutes)"),
    "forms_minutes": N_("papers of a job in within (minutes)"),
    "slip_minutes": N_("customers kept waiting rung up within (minutes)"),
    "trial_run_minutes": N_("a trial run lasts at least (minutes)"),
    "finding_minutes": N_("finding of a sample put right within (minutes)"),
    "sample_size": N_("tickets of a sample"),
    "partner_minutes": N_("ask a supplier or partner within (minutes)"),
    "major_loss_yuan": N_("a loss is a major one from (CNY)"),
    "tracing_minutes": N_("major loss traced within (minutes)"),
    "offer_count": N_("windows that are offered"),
    "offer_days": N_("windows are offered for (days ahead)"),
    "offer_window_minutes": N_("an offered window lasts (minutes)"),
    "offer_wait_percent": N_("a minute of waiting against one on the road (%)"),
    "offer_fit_minutes": N_("the least fitting candidate costs (minutes)"),
    "travel_base_minutes": N_("each way takes at least (minutes)"),
    "travel_kmh": N_("speed on the road (km/h)"),
    "travel_detour_percent": N_("a road against the crow's way (%)"),
}
DAY_KIND = {
    "holiday": N_("day off"),
    "workday": N_("make-up working day"),
    "ordinary": N_("ordinary day"),
    "listed": N_("as the list has it"),
}
DAY_SOURCE = {"list": N_("the official list"), "expected": N_("expected"), "house": N_("the house")}
WEEKDAY = {
    "1": N_("Monday"), "2": N_("Tuesday"), "3": N_("Wednesday"), "4": N_("Thursday"), "5": N_("Friday"),
    "6": N_("Saturday"), "7": N_("Sunday"),
}  # fmt: skip
CONDITION = {
    "urgent": N_("urgent"),
    "supplier_needed": N_("supplier needed"),
    "main_urban": N_("in the main urban area"),
    "within_km": N_("within {km} km"),
    "beyond_km": N_("beyond {km} km"),
}
NO_CONDITION = {
    "urgent": N_("not urgent"),
    "supplier_needed": N_("no supplier needed"),
    "main_urban": N_("outside the main urban area"),
}
