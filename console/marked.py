"""Msgids that stand in `db` where the catalogues do not look: summaries of views, findings of an audit."""

from console.i18n import N_

VIEWS = (
    N_("Technicians for a ticket, the best first, blocked ones last; a window tries out another one."),
    N_("How many of each consumable lie in the store and with whom."),
    N_("How many tickets of each level, breached, at risk, paused, and the targets of the month."),
    N_("Customers by phone, name, pinyin initials or serial number, with their equipment and its warranty."),
    N_("Escalations, the open ones first, the latest first among them."),
    N_("Every event of a ticket in order; what was undone stays listed."),
    N_(
        "Common faults of a product, given as its category or in free words; `find` narrows by what is typed."
    ),
    N_("What one technician holds, and what is missing of their standard kit."),
    N_("The segments of each deadline of a ticket; their counted minutes add up to the allowance."),
    N_("Open tickets in order: untriaged first, then level, priority, due time, report time, number."),
    N_("My reminders on open tickets, the earliest first."),
    N_("Everybody with their state now; `role` leaves only those who hold it."),
    N_("One ticket: the facts of its queue row, all others, its targets, assignments and pauses."),
    N_("Every numbered tool: who has it, where it is, since when."),
)
AUDIT = (
    N_("Event {seq} cannot be read: {cause}."),
    N_("Event {seq} stands in no chain."),
    N_("Event {seq}: a private text was changed."),
    N_("Event {seq}: its columns are not what its text says."),
    N_("{subject}: event {event} is missing."),
    N_("{subject}: event {event} is not what was chained."),
    N_("{subject}: its chain does not end where it should."),
    N_("{subject}: record {seq} is missing from its chain."),
    N_("{table} {key} is missing."),
    N_("{table} {key} stands in no event."),
    N_("{table} {key}: {column} is {present}; the log says {value}."),
)
