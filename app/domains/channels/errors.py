"""Refusals of the channels."""

from app.core.errors import NotFound


class NoSuchChannel(NotFound):
    code = "channels.channel_not_found"
