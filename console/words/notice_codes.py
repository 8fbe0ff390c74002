"""What is said of a notice on its way (ESC-05)."""

from __future__ import annotations

from console.words.i18n import N_

NOTICE_STATE = {
    "pending": N_("waits to be sent"),
    "sending": N_("is being sent"),
    "sent": N_("sent"),
    "dead": N_("not sent"),
    "withdrawn": N_("taken back"),
}
TRY_RESULT = {"unknown": N_("unknown"), "sent": N_("sent"), "failed": N_("failed")}
ADDRESSEE = {"group": N_("the group")}
NOT_SENT = {
    "refused": N_("nobody answers there"),
    "timeout": N_("no answer in time"),
    "tls": N_("the line cannot be encrypted: check address and certificate"),
    "lost": N_("the line broke"),
    "unreadable": N_("the answer cannot be read"),
    "http": N_("the service has trouble"),
    "busy": N_("too many messages: it is left alone for a while"),
    "rejected": N_("the service rejects the message"),
    "bad_token": N_("wrong address or key: enter the robot's address anew"),
    "bad_sign": N_("wrong signature: check the secret and the clock"),
    "keyword": N_("the robot wants a word that the text lacks: add 派工台 to its words"),
    "not_allowed": N_("this machine is not among those that the robot allows"),
    "gone": N_("the robot or its group is gone or switched off: set up another one"),
    "bad_login": N_("wrong user or password of the mail server"),
    "no_address": N_("this person has no e-mail address: change_staff enters one"),
    "no_phone": N_("this person has no phone number: change_staff enters one"),
    "bad_address": N_("this is no address"),
    "not_configured": N_("not set up here: see paigong doctor"),
    "switched_off": N_("the channel is switched off"),
}
"""Why a notice was not sent, and what to do."""
