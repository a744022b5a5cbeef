"""Refusals of the customers domain."""

from app.core.errors import BadRequest, Conflict, Invalid


class BadLink(BadRequest):
    """A one-time link that is wrong, used or too old."""

    code = "customers.bad_link"


class Erased(Conflict):
    """Nothing more can be kept about somebody who was erased."""

    code = "customers.erased"


class WrongPassword(Invalid):
    code = "customers.wrong_password"


class EmailTaken(Conflict):
    code = "customers.email_taken"
