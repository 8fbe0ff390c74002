"""A working day through the command line, on both databases, clean under audit."""

from tests.console.running import Branch


def at(clock: str, day: int = 15) -> str:
    return f"2026-07-{day:02}T{clock}:00+08:00"


def test_a_day_runs_through_the_command_line_and_is_clean_under_audit(branch: Branch) -> None:
    branch.hire("D01", "李调度", "dispatcher")
    branch.hire("T001", "张工")
    branch.hire("T002", "赵工")
    first = branch.ticket()
    assert (
        branch.done("triage", "--ticket", first, "--level", "2", at=at("09:05"), who="D01")["state"]
        == "triaged"
    )
    branch.done("step", "--ticket", first, "--what", "contacted", at=at("09:08"))
    sent = branch.done(
        "dispatch", "--ticket", first, "--technician", "T001", "--window_from", at("14:00"),
        "--window-to", at("16:00"), "--override", "kit is on its way", at=at("09:10"),
    )  # fmt: skip
    assert (sent["state"], sent["technician"]) == ("dispatched", "T001")
    moved = branch.done(
        "reassign", "--ticket", first, "--technician", "T002", "--reason", "closer by", 
        "--override", "the same",         at=at("09:15"),
    )  # fmt: skip
    assert moved["technician"] == "T002"
    branch.done("step", "--ticket", first, "--what", "accepted", at=at("09:20"), who="T002")
    branch.done("escalate", "--ticket", first, "--reason", "customer insists", at=at("09:30"))
    branch.done("acknowledge", "--ticket", first, "--promise", at("12:00"), at=at("09:35"))
    branch.done("step", "--ticket", first, "--what", "departed", at=at("13:00"), who="T002")
    assert (
        branch.done("step", "--ticket", first, "--what", "arrived", at=at("14:00"), who="T002")["state"]
        == "onsite"
    )
    paused = branch.done("pause", "--ticket", first, "--reason", "part", at=at("14:30"))
    assert paused["state"] == "paused"
    assert paused["due_at"] is None
    assert branch.done("resume", "--ticket", first, at=at("15:30"))["state"] == "onsite"
    assert (
        branch.done("step", "--ticket", first, "--what", "finished", at=at("16:00"))["state"] == "follow_up"
    )
    branch.done("reopen", "--ticket", first, "--reason", "noise again", at=at("16:10"))
    branch.done(
        "dispatch", "--ticket", first, "--technician", "T001", "--override", "close by", at=at("16:15")
    )
    branch.done("step", "--ticket", first, "--what", "arrived", at=at("16:40"))
    branch.done("step", "--ticket", first, "--what", "finished", at=at("17:00"))
    marks = [
        item
        for mark in ("attitude", "quality", "punctuality", "hygiene", "result")
        for item in (f"--{mark}", "5")
    ]
    refused = branch.do("close", "--ticket", first, "--cause", "wear", at=at("17:05"))
    assert (refused.code, refused.rule) == (3, "CLS-05")
    signed = ("--signed", "signed", "--signed-by", "Wang", "--forms", "all")
    branch.done("record", "--ticket", first, "--work", "new bearing", *signed, at=at("17:20"))
    branch.done("survey", "--ticket", first, *marks, at=at("17:30"))
    assert branch.done("close", "--ticket", first, "--cause", "wear", at=at("17:40"))["state"] == "closed"
    remote_work(branch)
    side_roads(branch)
    audit = branch.run("audit", at=None)
    assert audit.code == 0, audit
    assert branch.run("audit", first, at=None).code == 0


def remote_work(branch: Branch) -> None:
    remote = branch.ticket("--way", "remote", "--level", "4")
    branch.done("step", "--ticket", remote, "--what", "finished", at=at("10:00"))
    assert branch.do("close", "--ticket", remote, "--cause", "wear", at=at("10:05")).rule == "CLS-05"
    branch.done("verify", "--ticket", remote, "--solved", "yes", at=at("11:00"))
    for hour in ("12:00", "13:00", "14:00"):
        branch.done("survey", "--ticket", remote, "--unreachable", "yes", at=at(hour))
    assert branch.done("close", "--ticket", remote, "--cause", "wear", at=at("15:00"))["state"] == "closed"


def side_roads(branch: Branch) -> None:
    one, two = branch.ticket("--level", "3"), branch.ticket("--level", "3")
    branch.done("correct", "--ticket", one, "--serial", "SN-77", at=at("09:10"))
    branch.done("dispatch", "--ticket", one, "--technician", "T001", "--override", "near", at=at("09:12"))
    branch.done("recall", "--ticket", one, "--reason", "wrong part", at=at("09:20"))
    branch.done("note", "--ticket", one, "--text", "calls at noon", at=at("09:21"))
    branch.done("chase", "--ticket", two, "--text", "angry", at=at("09:22"))
    branch.done("merge", "--ticket", two, "--into", one, at=at("09:30"))
    third = branch.ticket()
    branch.done("triage", "--ticket", third, "--level", "1", at=at("09:40"))
    assert branch.done("undo", at=at("09:41"))["state"] == "new"
    assert (
        branch.done("cancel", "--ticket", third, "--reason", "works again", at=at("09:50"))["state"]
        == "cancelled"
    )


def test_every_illegal_move_names_its_rule(branch: Branch) -> None:
    branch.hire("T001", "张工")
    new = branch.ticket()
    rules = {
        ("dispatch", "--technician", "T001"): "DSP-03",
        ("reassign", "--technician", "T001", "--reason", "x"): "DSP-09",
        ("recall", "--reason", "x"): "DSP-09",
        ("step", "--what", "arrived"): "VIS-01",
        ("pause", "--reason", "part"): "SLA-06",
        ("resume",): "SLA-06",
        ("verify", "--solved", "yes"): "CLS-02",
        ("survey", "--unreachable", "yes"): "CLS-03",
        ("close", "--cause", "x"): "CLS-05",
        ("reopen", "--reason", "x"): "CLS-07",
        ("acknowledge",): "ESC-04",
    }
    for (verb, *fields), rule in rules.items():
        ran = branch.do(verb, "--ticket", new, *fields)
        assert (ran.code, ran.rule) == (3, rule), verb
        assert ran.json["error"]["message"], verb
    branch.done("cancel", "--ticket", new, "--reason", "x")
    for verb, *fields in (("triage", "--level", "1"), ("cancel", "--reason", "x"), ("note", "--text", "x")):
        assert branch.do(verb, "--ticket", new, *fields).code == 3, verb
    assert branch.run("audit", at=None).code == 0
