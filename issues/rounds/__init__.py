"""The contribution round of an issue: opened, asked, answered, reminded, closed."""

from .answers import (
    answer_nothing,
    approve_contribution,
    change_deadline,
    close_without_answer,
    remind,
    remind_due,
    reopen,
    return_contribution,
    submit_contribution,
    take_back_contribution,
)
from .completeness import Part, parts_of, section_asked
from .deadlines import end_of_work
from .figures import let_stand, newer_of, show_newer, take_out, take_up, unconfirmed
from .opening import Request, ask, last_issue, open_issue, proposed, usual_requests, written

__all__ = [
    "Part",
    "Request",
    "answer_nothing",
    "approve_contribution",
    "ask",
    "change_deadline",
    "close_without_answer",
    "end_of_work",
    "last_issue",
    "let_stand",
    "newer_of",
    "open_issue",
    "parts_of",
    "proposed",
    "remind",
    "remind_due",
    "reopen",
    "return_contribution",
    "section_asked",
    "show_newer",
    "submit_contribution",
    "take_back_contribution",
    "take_out",
    "take_up",
    "unconfirmed",
    "usual_requests",
    "written",
]
