"""The people of the demo shops are many, different, and the same at every run."""

import pytest

from app.domains.identity.roles import STANDARD_ROLES
from app.samples.people import PASSWORD, PIN, SUPPLIERS, customers, staff
from app.samples.places import SHOPS, Shop

every_shop = pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.slug)


@every_shop
def test_somebody_works_in_every_role(shop: Shop) -> None:
    assert {member.role for member in staff(shop)} == set(STANDARD_ROLES)


@every_shop
def test_local_roles_have_a_place_and_others_none(shop: Shop) -> None:
    for member in staff(shop):
        assert (member.store is not None) == STANDARD_ROLES[member.role].local, member.role


@every_shop
def test_mail_goes_to_nobody(shop: Shop) -> None:
    addresses = [person.mail for person in staff(shop)] + [buyer.email for buyer in customers(shop, 60)]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") and address.isascii() for address in addresses)


@every_shop
def test_customers_are_the_same_at_every_run(shop: Shop) -> None:
    assert customers(shop, 25) == customers(shop, 25)
    assert {buyer.country for buyer in customers(shop, 25)} == {shop.country}


@every_shop
def test_each_shop_has_suppliers(shop: Shop) -> None:
    assert len(SUPPLIERS[shop.slug]) >= 5


def test_the_demos_password_and_pin_would_be_accepted() -> None:
    assert len(PASSWORD) >= 8
    assert PIN.isdigit()
    assert PIN not in "0123456789"
