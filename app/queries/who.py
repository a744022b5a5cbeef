"""Whose label it is: `staff:id` and `api:id`, as kept beside stock, in people's and programs' names."""


def name_of(label: str) -> str:
    """SQL that makes a name of the column `label`; what has none stays as it is."""
    said = f"split_part({label}, ':', 2)"
    return f"""coalesce(
        (select name from staff where {label} like 'staff:%' and id::text = {said}),
        (select name from api_client where {label} like 'api:%' and id::text = {said}), {label})"""  # noqa: S608 - our own names
