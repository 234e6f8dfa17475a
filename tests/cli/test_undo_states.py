"""The undo as a table: what there was, what a failed operation left, what there is afterwards.

The real helm makes some of these states only when it is cut off, or when two people work at the
same second; here the recording helm makes all of them. tests/e2e/test_undo.py runs those that the
real ones make.
"""

import signal

import pytest

GONE = "was removed again"
KEPT_HISTORY = "uninstalled, with its history kept, as it was"
UNTOUCHED = "nothing was changed"
NO_WAY_BACK = "no revision was deployed before"
SOMEBODY = "somebody else made revision"
REMOVED = "somebody else removed the release meanwhile"
MEANWHILE = "while it was undone somebody else changed the release"


def back_to(number):
    return f"it was rolled back to revision {number}"


# (what there was, the operation, what stands when helm has failed, what has to stand in the end,
# what is said). Revisions are given by their statuses, the oldest first; * is for the one that this
# run made. What somebody else did meanwhile is what has no *.
ROWS = [
    # Helm failed before it recorded anything.
    ("", "install", "", "", UNTOUCHED),
    ("", "upgrade --install", "", "", UNTOUCHED),
    ("", "upgrade", "", "", UNTOUCHED),
    ("deployed", "upgrade", "deployed", "deployed", UNTOUCHED),
    ("deployed", "install", "deployed", "deployed", UNTOUCHED),
    ("superseded deployed", "upgrade", "superseded deployed", "superseded deployed", UNTOUCHED),
    ("deployed failed", "upgrade", "deployed failed", "deployed failed", UNTOUCHED),
    ("failed", "install", "failed", "failed", UNTOUCHED),
    ("failed", "upgrade", "failed", "failed", UNTOUCHED),
    ("uninstalled", "install", "uninstalled", "uninstalled", UNTOUCHED),
    ("uninstalled", "upgrade", "uninstalled", "uninstalled", UNTOUCHED),
    ("uninstalled", "upgrade --install", "uninstalled", "uninstalled", UNTOUCHED),
    ("uninstalling", "install", "uninstalling", "uninstalling", UNTOUCHED),
    ("pending-install", "install", "pending-install", "pending-install", UNTOUCHED),
    ("pending-install", "upgrade --install", "pending-install", "pending-install", UNTOUCHED),
    ("deployed pending-upgrade", "upgrade", "deployed pending-upgrade", "deployed pending-upgrade",
     UNTOUCHED),
    ("superseded deployed pending-rollback", "upgrade", "superseded deployed pending-rollback",
     "superseded deployed pending-rollback", UNTOUCHED),
    # There was nothing: there is nothing again.
    ("", "install", "failed*", "", GONE),
    ("", "install", "pending-install*", "", GONE),
    ("", "install", "deployed*", "", GONE),
    ("", "install", "uninstalling*", "", GONE),
    ("", "upgrade --install", "failed*", "", GONE),
    ("", "upgrade --install", "pending-install*", "", GONE),
    ("", "upgrade --install", "deployed*", "", GONE),
    # One was deployed: its contents are again.
    ("deployed", "upgrade", "deployed failed*", "superseded failed deployed", back_to(1)),
    ("deployed", "upgrade", "deployed pending-upgrade*", "superseded pending-upgrade deployed",
     back_to(1)),
    ("deployed", "upgrade", "superseded deployed*", "superseded superseded deployed", back_to(1)),
    # Helm was cut off between the two.
    ("deployed", "upgrade", "superseded failed*", "superseded failed deployed", back_to(1)),
    ("deployed", "upgrade", "superseded pending-upgrade*", "superseded pending-upgrade deployed",
     back_to(1)),
    ("deployed", "upgrade --install", "deployed failed*", "superseded failed deployed", back_to(1)),
    ("superseded deployed", "upgrade", "superseded deployed failed*",
     "superseded superseded failed deployed", back_to(2)),
    ("superseded deployed", "upgrade", "superseded superseded deployed*",
     "superseded superseded superseded deployed", back_to(2)),
    ("superseded deployed", "upgrade", "superseded deployed pending-upgrade*",
     "superseded superseded pending-upgrade deployed", back_to(2)),
    # A failed revision in between is not what ran.
    ("deployed failed", "upgrade", "deployed failed failed*",
     "superseded failed failed deployed", back_to(1)),
    ("deployed failed", "upgrade", "deployed failed pending-upgrade*",
     "superseded failed pending-upgrade deployed", back_to(1)),
    ("deployed failed failed", "upgrade --install", "deployed failed failed failed*",
     "superseded failed failed failed deployed", back_to(1)),
    ("failed deployed", "upgrade", "failed deployed failed*", "failed superseded failed deployed",
     back_to(2)),
    ("superseded superseded deployed failed", "upgrade",
     "superseded superseded deployed failed failed*",
     "superseded superseded superseded failed failed deployed", back_to(3)),
    # Of two that say so (helm was cut off once), the later one ran.
    ("deployed deployed", "upgrade", "deployed deployed failed*",
     "superseded superseded failed deployed", back_to(2)),
    # None ever ran: none is better than what failed now, but none stays pending.
    ("failed", "upgrade", "failed failed*", "failed failed", NO_WAY_BACK),
    ("failed", "upgrade --install", "failed failed*", "failed failed", NO_WAY_BACK),
    ("failed failed", "upgrade", "failed failed failed*", "failed failed failed", NO_WAY_BACK),
    ("failed", "upgrade", "failed pending-upgrade*", "failed pending-upgrade deployed", back_to(1)),
    ("superseded", "upgrade", "superseded failed*", "superseded failed", NO_WAY_BACK),
    ("superseded", "upgrade", "superseded pending-upgrade*",
     "superseded pending-upgrade deployed", back_to(1)),
    # It was uninstalled with its history kept.
    ("uninstalled", "upgrade --install", "superseded failed*", "superseded uninstalled",
     KEPT_HISTORY),
    ("uninstalled", "upgrade --install", "superseded pending-install*", "superseded uninstalled",
     KEPT_HISTORY),
    ("uninstalled", "install", "superseded failed*", "superseded uninstalled", KEPT_HISTORY),
    ("superseded uninstalled", "upgrade --install", "superseded superseded failed*",
     "superseded superseded uninstalled", KEPT_HISTORY),
    ("superseded uninstalled", "upgrade --install", "superseded uninstalled deployed*",
     "superseded superseded uninstalled", KEPT_HISTORY),
    # Somebody else was quicker, and this run recorded nothing.
    ("", "install", "deployed", "deployed", UNTOUCHED),
    ("", "install", "pending-install", "pending-install", UNTOUCHED),
    ("", "upgrade --install", "failed", "failed", UNTOUCHED),
    ("deployed", "upgrade", "superseded deployed", "superseded deployed", UNTOUCHED),
    ("deployed", "upgrade", "deployed pending-upgrade", "deployed pending-upgrade", UNTOUCHED),
    ("deployed", "upgrade", "deployed failed", "deployed failed", UNTOUCHED),
    ("uninstalled", "upgrade --install", "superseded deployed", "superseded deployed", UNTOUCHED),
    # Somebody else came after this run's revision.
    ("", "install", "failed* deployed", "failed deployed", SOMEBODY),
    ("", "install", "failed* pending-upgrade", "failed pending-upgrade", SOMEBODY),
    ("", "install", "superseded* deployed", "superseded deployed", SOMEBODY),
    ("deployed", "upgrade", "superseded failed* deployed", "superseded failed deployed", SOMEBODY),
    ("deployed", "upgrade", "deployed failed* pending-upgrade", "deployed failed pending-upgrade",
     SOMEBODY),
    ("deployed", "upgrade", "superseded failed* pending-rollback",
     "superseded failed pending-rollback", SOMEBODY),
    ("deployed", "upgrade --install", "superseded failed* superseded deployed",
     "superseded failed superseded deployed", SOMEBODY),
    ("failed", "upgrade", "failed failed* deployed", "failed failed deployed", SOMEBODY),
    ("uninstalled", "upgrade --install", "superseded failed* deployed",
     "superseded failed deployed", SOMEBODY),
    # Somebody else came in between.
    ("deployed", "upgrade", "superseded superseded failed*", "superseded superseded failed",
     SOMEBODY),
    # Somebody else removed it, or what was there before.
    ("deployed", "upgrade", "", "", REMOVED),
    ("superseded deployed", "upgrade", "", "", REMOVED),
    ("deployed failed", "upgrade --install", "deployed", "deployed", REMOVED),
    ("", "install", "uninstalled*", "", GONE),
]


def revisions(statuses):
    return [{"revision": number, "status": status.rstrip("*"), "chart": "telepresence-2.18.1",
             "labels": "LABELS" if status.endswith("*") else []}
            for number, status in enumerate(statuses.split(), 1)]


def failed_with(left, **more):
    return {"status": 1, "stderr": "Error: context deadline exceeded\n", "then": revisions(left),
            **more}


def ids(rows):
    return [f"{row[0] or 'nothing'}, {row[1]}: {row[2] or 'nothing'}" for row in rows]


def ours_was_touched_last(program):
    """Only a revision of this run may be undone: no call may come that changes another's."""
    return [call["arguments"][0] for call in program.calls()
            if call["arguments"][0] in ("rollback", "uninstall")]


@pytest.mark.parametrize("before, operation, left, expected, said", ROWS, ids=ids(ROWS))
def test_after_a_failure(program, before, operation, left, expected, said):
    program.has_history(*before.split())
    word, *flags = operation.split()
    program.answer((word, failed_with(left)))
    error = program.fails(word, *flags)
    assert program.history() == expected.split()
    assert said in error
    if said in (UNTOUCHED, NO_WAY_BACK, SOMEBODY, REMOVED):
        assert ours_was_touched_last(program) == []


@pytest.mark.parametrize("before, operation, left, now", [
    ("deployed", "upgrade", "deployed failed*", "superseded failed* deployed"),
    ("", "install", "failed*", "superseded* deployed"),
    ("", "install", "failed*", "deployed"),
])
def test_who_comes_while_the_undo_reads_is_left_alone(program, before, operation, left, now):
    program.has_history(*before.split())
    program.answer((operation, failed_with(left)),
                   ("get", {"stdout": "kind: Role\n", "then": revisions(now)}))
    assert "before it was undone somebody else changed the release" in program.fails(operation)
    assert program.history() == now.replace("*", "").split()
    assert ours_was_touched_last(program) == []


INTERRUPTED = [row for row in ROWS if row[:2] in (("", "install"), ("deployed", "upgrade"))][::3]


@pytest.mark.parametrize("before, operation, left, expected, said", INTERRUPTED,
                         ids=ids(INTERRUPTED))
def test_after_ctrl_c(program4, before, operation, left, expected, said):
    program4.has_history(*before.split())
    program4.answer((operation, failed_with(left, sleep=60)))
    process = program4.start(operation)
    program4.wait_for_helm(operation)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert program4.history() == expected.split()
    assert said in error


# (what there was, the operation, what helm left, the repair, what stands when that has failed once,
# what has to stand in the end, what is said)
SECOND_TRIES = [
    # It works when it is tried again.
    ("", "install", "failed*", "uninstall", "failed*", "", GONE),
    ("", "install", "failed*", "uninstall", "uninstalling*", "", GONE),
    ("deployed", "upgrade", "deployed failed*", "rollback", "deployed failed*",
     "superseded failed deployed", back_to(1)),
    ("deployed", "upgrade", "deployed failed*", "rollback", "superseded failed* failed",
     "superseded failed failed deployed", back_to(1)),
    ("deployed", "upgrade", "deployed failed*", "rollback", "superseded failed* pending-rollback",
     "superseded failed pending-rollback deployed", back_to(1)),
    ("uninstalled", "upgrade --install", "superseded failed*", "uninstall", "superseded failed*",
     "superseded uninstalled", KEPT_HISTORY),
    # It had worked, and only said otherwise.
    ("", "install", "failed*", "uninstall", "", "", GONE),
    ("deployed", "upgrade", "deployed failed*", "rollback", "superseded failed* deployed",
     "superseded failed deployed", back_to(1)),
    # Somebody else took over.
    ("", "install", "failed*", "uninstall", "superseded* deployed", "superseded deployed",
     MEANWHILE),
    ("deployed", "upgrade", "deployed failed*", "rollback",
     "superseded failed* superseded pending-upgrade", "superseded failed superseded pending-upgrade",
     MEANWHILE),
    ("deployed", "upgrade", "deployed failed*", "rollback", "", "", MEANWHILE),
    # And began with the same number.
    ("", "install", "failed*", "uninstall", "deployed", "deployed", MEANWHILE),
]


@pytest.mark.parametrize("before, operation, left, repair, between, expected, said", SECOND_TRIES,
                         ids=ids([row[:2] + row[4:5] for row in SECOND_TRIES]))
def test_f21_when_the_repair_fails_once(program, before, operation, left, repair, between, expected,
                                    said):
    program.has_history(*before.split())
    word, *flags = operation.split()
    program.answer((word, failed_with(left)), (repair, failed_with(between)))
    error = program.fails(word, *flags)
    assert program.history() == expected.split()
    assert said in error


NO_REPAIR = [
    ("", "install", "failed*", "helm uninstall traffic-manager --namespace ambassador --no-hooks"),
    ("uninstalled", "upgrade --install", "superseded failed*",
     "helm uninstall traffic-manager --namespace ambassador --no-hooks --keep-history"),
    ("deployed", "upgrade", "deployed failed*",
     "helm rollback traffic-manager 1 --namespace ambassador"),
]


@pytest.mark.parametrize("before, operation, left, repair", NO_REPAIR, ids=ids(NO_REPAIR))
def test_a_repair_that_never_works_is_given_as_a_command(program, before, operation, left, repair):
    program.has_history(*before.split())
    word, *flags = operation.split()
    no = {"status": 1, "stderr": "Error: no\n"}
    program.answer((word, failed_with(left)), *[(repair.split()[1], no)] * 3)
    error = program.fails(word, *flags)
    assert "putting back what was there before failed too" in error
    assert repair in error
    assert "  Error: no" in error
    assert program.history() == left.replace("*", "").split()


def test_no_text_of_helm_decides(program):
    """F3: what helm says may be anything; what it recorded counts."""
    for words in ("another operation (install/upgrade/rollback) is in progress",
                  "cannot re-use a name that is still in use", "release: not found", ""):
        program.has_history("deployed")
        program.answer(("upgrade", {**failed_with("deployed failed*"),
                                    "stderr": f"Error: UPGRADE FAILED: {words}\n"}))
        assert back_to(1) in program.fails("upgrade")
        assert program.history() == ["superseded", "failed", "deployed"]


def test_the_undo_comes_before_what_is_asked_to_explain(program4):
    program4.has_history("failed")
    program4.answer(("install", {**failed_with("failed"),
                                 "stderr": "Error: cannot re-use a name that is still in use\n"}))
    program4.fails("install")
    words = [call["arguments"][0] for call in program4.calls()]
    # The state before and what is marked, at once; its pods, the install, the pods that an undo would take
    # away, the state now, and then the release that is in the way.
    assert sorted(words[:2]) == ["list", "template"]
    assert words[2:] == ["history", "template", "install", "template", "list", "history", "list"]
