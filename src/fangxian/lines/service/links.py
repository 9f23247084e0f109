"""The code on a post's poster: the address by which whoever stands there checks in (M10)."""

from django.utils.translation import gettext as _

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
