"""Certificates and skills: the shape of `certificates`."""

from typing import Annotated

from pydantic import Field, StrictInt

from db.policy.parts import Coded, Named, Part


class CertificateKind(Named):
    """`renewal` in months."""

    renewal: Annotated[StrictInt, Field(ge=1)]


class Certificates(Part):
    certificate: Coded[CertificateKind]
    skill: Coded[Named]
