"""The door of the customers domain: shoppers, their accounts, sessions and address books."""

from app.domains.customers.service.accounts import (
    ask_password_reset,
    change_password,
    check_link,
    register,
    reset_password,
    session_facts,
    sign_in,
    sign_out,
    sign_out_everywhere,
    token_mail,
)
from app.domains.customers.service.companies import (
    all_companies,
    change_company,
    companies,
    company,
    company_coded,
    create_company,
    join_company,
    known_companies,
    leave_company,
    members,
    switch_company,
)
from app.domains.customers.service.consents import record_consent
from app.domains.customers.service.groups import all_groups, set_groups
from app.domains.customers.service.people import (
    addresses,
    change_contact,
    customer,
    delete_address,
    erase,
    facts_of,
    find_or_create,
    meant_by,
    named,
    save_address,
    search,
)

__all__ = [
    "addresses", "all_companies", "all_groups", "ask_password_reset", "change_company", "change_contact",
    "change_password", "check_link", "companies", "company", "company_coded", "create_company", "customer",
    "delete_address", "erase", "facts_of", "find_or_create", "join_company", "known_companies", "leave_company",
    "meant_by", "members", "named", "record_consent", "register", "reset_password", "save_address", "search",
    "session_facts", "set_groups", "sign_in", "sign_out", "sign_out_everywhere", "switch_company", "token_mail",
]  # fmt: skip
