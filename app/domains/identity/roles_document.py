"""The published matrix of roles, scopes and permissions: `python -m app.domains.identity.roles_document`."""

import sys
from collections.abc import Mapping

from app.domains.identity.roles import STANDARD_ROLES, WORDING
from app.domains.identity.scopes import SCOPES

HEAD = """# Roles and what they may do

Made by `python -m app.domains.identity.roles_document > docs/roles.md`; a test holds it equal to the running
system. The roles are the same in every tenant, each has its own people in them, and a person's roles add up.
A tenant defines further roles from the same permissions; nobody grants beyond the own rights. Roles marked
*local* are held for chosen locations: their lists, exports and reports show those only.
"""


def roles_document() -> str:
    """docs/roles.md as it must read."""
    roles = list(STANDARD_ROLES.values())
    parts = [HEAD, "## Standard roles\n"]
    parts += [
        f"- **{role.name}** (`{role.code}`{', *local*' if role.local else ''}): {role.description}."
        for role in roles
    ]
    parts.append("\n## Permissions by role\n")
    parts += _matrix({role.name: role.permissions for role in roles})
    parts.append("\n## Permissions by API scope\n")
    parts.append("The scope `all` is every scope together. No scope reaches people, programs or settings.\n")
    parts += [f"- `{scope}`: {_listed(rights)}" for scope, rights in SCOPES.items()]
    return "\n".join(parts) + "\n"


def _matrix(columns: Mapping[str, frozenset[str]]) -> list[str]:
    lines = []
    for group, words in WORDING.items():
        lines += [f"### {group}\n", "| permission | who |", "|---|---|"]
        for code, word in words.items():
            holders = [name for name, rights in columns.items() if code in rights]
            lines.append(f"| {word} (`{code}`) | {', '.join(holders)} |")
        lines.append("")
    return lines[:-1]


def _listed(rights: frozenset[str]) -> str:
    order = [code for words in WORDING.values() for code in words]
    return (
        ", ".join(f"`{code}`" for code in order if code in rights)
        or "nothing yet: carts are open by their id"
    )


if __name__ == "__main__":
    sys.stdout.write(roles_document())
