"""What whoever runs the front may set; none of it decides policy."""

from __future__ import annotations

import attrs

from sro_core.errors import BadValue

KEY_BYTES = 32


@attrs.frozen(kw_only=True)
class Settings:
    """Hold the settings of an app.

    Attributes:
        body_limit: bytes of a JSON body.
        upload_limit: bytes of an uploaded zip.
        page_size: items on a page where the request does not say.
        page_limit: items on a page at most, whatever the request says.
        https: it is reached over HTTPS only, so that browsers are told to stay with it.
        session_key: signs the cookies of who is signed in with a browser; None for one of this
            process, whose end then signs everybody out.
        session_hours: so long somebody stays signed in with a browser.
    """

    body_limit: int = 64 * 2**10
    upload_limit: int = 512 * 2**20
    page_size: int = 100
    page_limit: int = 1000
    https: bool = False
    session_key: bytes | None = attrs.field(default=None, repr=False)
    session_hours: int = 12

    def __attrs_post_init__(self) -> None:
        """Refuse limits that let nothing through, and a key that could be guessed."""
        for name in ("body_limit", "upload_limit", "page_size", "page_limit", "session_hours"):
            if getattr(self, name) < 1:
                raise BadValue(name, "it lets nothing through", "give at least 1")
        if self.page_size > self.page_limit:
            raise BadValue("page_size", "it is over page_limit", "give at most page_limit")
        if self.session_key is not None and len(self.session_key) < KEY_BYTES:
            why = f"it is shorter than {KEY_BYTES} bytes and could be guessed"
            raise BadValue(
                "session_key", why, "give random text, such as of `openssl rand -hex 32`"
            )

    @property
    def largest(self) -> int:
        """Bytes of any body."""
        return max(self.body_limit, self.upload_limit)
