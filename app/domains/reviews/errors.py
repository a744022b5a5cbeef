"""Refusals of reviews."""

from app.core.errors import Forbidden, NotFound, TooMany


class UnknownReview(NotFound):
    code = "reviews.unknown_review"


class NotBought(Forbidden):
    code = "reviews.not_bought"


class TooManyReviews(TooMany):
    code = "reviews.too_many"
