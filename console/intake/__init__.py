"""A new ticket, keyed while the caller is on the phone: the caller's file, the form, drafts."""
