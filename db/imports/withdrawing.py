"""Files and equipment that a list opened, and how they go again when it is taken back (CLS-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.subjects.customer import CUSTOMER
from db.tables.customer import Customer, Equipment
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.customers import AddCustomer, AddEquipment
from db.verbs.fields import OneCustomer, OneEquipment, OptionalCode
from db.verbs.verb import Reads, Verb
from db.verbs.who import MANAGER_ONLY


class ImportedCustomer(AddCustomer):
    """Opening a customer's file from a list, whose import the record names."""

    import_id: OptionalCode = ""


class ImportedEquipment(AddEquipment):
    """Entering equipment from a list, whose import the record names."""

    import_id: OptionalCode = ""


class _Withdrawal(Verb):
    """Taking back one thing that an import opened."""

    group = groups.HOUSE
    rule: ClassVar[str] = "CLS-07"
    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    internal: ClassVar[bool] = True

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (key for field in self.reads for key in self.keys_of(field))


class WithdrawFile(_Withdrawal):
    """Take back a customer's file that an import opened: only its cancelled tickets still know it."""

    name: ClassVar[str] = "withdraw_file"
    word: ClassVar[str] = "take back a customer's file"
    reads: ClassVar[Reads] = {"file": ()}

    file: Annotated[OneCustomer, Called("Customer file")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        file = facts.one(Customer, self.file)
        # Neither its phone nor its name leads to it any more; the next call opens a new one.
        outcome.put(CUSTOMER.found_anew(file.but(withdrawn_at=context.now, digits="")))
        outcome.answer["customer"] = file.id
        return outcome


class WithdrawEquipment(_Withdrawal):
    """Take back equipment that an import entered; its serial number is free again."""

    name: ClassVar[str] = "withdraw_equipment"
    word: ClassVar[str] = "take back equipment"
    reads: ClassVar[Reads] = {"product": ()}

    product: Annotated[OneEquipment, Called("Equipment file")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        outcome.drop(facts.one(Equipment, self.product))
        outcome.answer["equipment"] = self.product
        return outcome
