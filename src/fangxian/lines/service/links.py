"""What a post's poster holds: a code to scan, and a number for who checks in on his own page (M10)."""

from django.utils.translation import gettext as _

from fangxian.core import crypto
from fangxian.core.errors import Missing
from fangxian.mechanisms.personnel.models import Post
from fangxian.mechanisms.visitors import tokens

PURPOSE, SIZE = "post", 8


def token(post: Post) -> str:
    """Return what a post's address holds."""
    return tokens.signed(post.response, PURPOSE, post.entry_id, SIZE)


def post_of(text: str) -> Post:
    """Return the post of an address; raises ``Missing``."""
    post = Post.objects.at().filter(entry__in=tokens.ids_in(text)).select_related("response").first()
    if post is None or not tokens.holds(post.response, PURPOSE, post.entry_id, text, SIZE):
        raise Missing(_("This code is not known. Look whether the post still stands."))
    return post


def number(post: Post) -> str:
    """Return the six digits that prove that somebody has the poster before him: 048213."""
    told = crypto.token(post.response.key_owner, f"post number {post.entry_id}")
    return f"{int.from_bytes(told, 'big') % 10**6:06d}"
