"""How a tenant's shop is searched: synonyms, rules, known words, and what was sought."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class SearchBook(Base):
    """One row: its version rises with every change of synonyms and rules, so that kept copies know they are old."""

    __tablename__ = "search_book"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, default=1)
    version: Mapped[int] = mapped_column(BigInteger, default=1)


class SearchSynonym(Base):
    """Words that find one another; one way: the first also finds the others, not the reverse."""

    __tablename__ = "search_synonym"
    id: Mapped[Id]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    one_way: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[CreatedAt]


class SearchRule(Base):
    """What a merchant wants to be seen when certain words are sought or a category is shown."""

    __tablename__ = "search_rule"
    __table_args__ = (
        CheckConstraint("match in ('exact', 'contains')", name="match"),
        CheckConstraint("(words = '') <> (category_id is null)", name="occasion"),
    )
    id: Mapped[Id]
    words: Mapped[str] = mapped_column(Text, default="", doc="folded; empty for a rule of a category")
    match: Mapped[str] = mapped_column(Text, default="exact")
    category_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("category.id", ondelete="CASCADE"), index=True
    )
    pins: Mapped[list[UUID]] = mapped_column(
        ARRAY(PgUUID(as_uuid=True)), default=list, doc="first, in this order"
    )
    buries: Mapped[list[UUID]] = mapped_column(ARRAY(PgUUID(as_uuid=True)), default=list, doc="last")
    boosts: Mapped[list[Any]] = mapped_column(default=list, doc='[{"kind": "brand", "value", "factor"}]')
    redirect: Mapped[str] = mapped_column(Text, default="", doc="a path of the shop, instead of results")
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    changed_at: Mapped[CreatedAt]


class SearchWord(Base):
    """A word or brand of the products on sale: what misspelt words are mended with and beginnings completed by."""

    __tablename__ = "search_word"
    __table_args__ = (
        CheckConstraint("kind in ('word', 'brand')", name="kind"),
        Index("ix_search_word_grams", "grams", postgresql_using="gin"),
    )
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    word: Mapped[str] = mapped_column(Text, primary_key=True, doc="folded: small, without accents")
    label: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="its groups of three letters")
    uses: Mapped[int] = mapped_column(Integer, default=1, doc="products that have it, about")


class SearchNote(Base):
    """One search or one click on its way into the day's counts. Nobody is named."""

    __tablename__ = "search_note"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)
    results: Mapped[int | None] = mapped_column(Integer, doc="null for a click")
    product_id: Mapped[UUID | None] = mapped_column(PgUUID(as_uuid=True), doc="what was clicked")


class SearchTerm(Base):
    """How often words were sought on a day, found nothing, and were followed by a click. Nobody is named."""

    __tablename__ = "search_term"
    day: Mapped[date] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text, primary_key=True)
    searches: Mapped[int] = mapped_column(Integer, default=0)
    nothing: Mapped[int] = mapped_column(Integer, default=0)
    clicks: Mapped[int] = mapped_column(Integer, default=0)
    results: Mapped[int] = mapped_column(Integer, default=0, doc="of the last search")


class SearchClick(Base):
    """How often a product was chosen from what words found, by day."""

    __tablename__ = "search_click"
    day: Mapped[date] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    clicks: Mapped[int] = mapped_column(Integer, default=0)


class SearchRebuild(Base):
    """How far the search is filled anew, or was the last time."""

    __tablename__ = "search_rebuild"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("status in ('running', 'done', 'failed')", name="status"),
        CheckConstraint("done >= 0 and total >= 0", name="counts"),
    )
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, default=1)
    engine: Mapped[str] = mapped_column(Text, doc="postgresql or opensearch; empty until a worker begins")
    status: Mapped[str] = mapped_column(Text, default="running")
    done: Mapped[int] = mapped_column(Integer, default=0, doc="products so far")
    total: Mapped[int] = mapped_column(Integer, default=0)
    began_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]
