"""The table of every address of the console: what it asks for, who may use it, what goes in and what comes out.

Nothing is served that is not in it; the gate, the OpenAPI document and the tests read it.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel

from assistant.console import bodies, letterbox, shop
from assistant.console.actions import Asked, AskedWriting
from assistant.console.gate import Policy
from assistant.people.person import Role

OWNER, HOST, OPERATOR, AGENT, VIEWER, GUEST = Role
EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {GUEST}
SPEAKERS = frozenset({OWNER, HOST, OPERATOR, GUEST})
OWNERS = frozenset({OWNER})
ACTORS = frozenset({OWNER, HOST, OPERATOR, AGENT})
WRITERS = frozenset({OWNER, OPERATOR, AGENT})
LISTENERS = frozenset({OWNER, HOST, OPERATOR})
EDITORS = frozenset({OWNER, OPERATOR})


class Route(NamedTuple):
    """One address. `handler` names a method of `Console`, with dots for one of its parts; `{name}` may hold slashes.

    `roles`: who may use it once signed in; where the policy asks nobody to sign in, only pages turn others away.
    `asks`: the JSON body, or the query of a GET; `gives`: the JSON body of the answer, None for another kind or none.
    `refusals`: statuses beyond those that follow from the policy and the body."""

    method: str
    path: str
    policy: Policy
    roles: frozenset[Role]
    handler: str
    about: str
    asks: type[BaseModel] | None = None
    gives: type[BaseModel] | None = None
    status: int = 200
    refusals: tuple[int, ...] = ()


GET, POST = "GET", "POST"
PAGE = "site.page"
O, D, S, L, A = Policy.OPEN, Policy.DOOR, Policy.SIGNED, Policy.LIVE, Policy.ACTION  # noqa: E741

ROUTES = (
    Route(GET, "/", O, STAFF, PAGE, "The console, or the sign-in page"),
    Route(GET, "/stage", O, STAFF, PAGE, "The host's view, and the teleprompter"),
    Route(GET, "/overlay", O, STAFF, PAGE, "The question and its answer for a broadcast's picture"),
    Route(GET, "/desk", O, STAFF, PAGE, "The operator's view"),
    Route(GET, "/cases", O, STAFF, PAGE, "Customer service's view"),
    Route(GET, "/shop", O, STAFF, PAGE, "The shop's facts"),
    Route(GET, "/join", O, EVERYBODY, PAGE, "Where one-time links lead: the secret stands behind the #"),
    Route(GET, "/account", O, STAFF, PAGE, "One's own password"),
    Route(GET, "/people", O, OWNERS, PAGE, "Who may come in"),
    Route(GET, "/microphone", O, SPEAKERS, PAGE, "The page somebody speaks into"),
    Route(GET, "/static/{name}", O, EVERYBODY, "site.static", "A file of the pages", refusals=(404,)),
    Route(POST, "/api/signin", D, EVERYBODY, "account.sign_in", "Sign in: sets the session cookie", bodies.Credentials, status=204, refusals=(401, 429, 503)),
    Route(POST, "/api/link", D, EVERYBODY, "account.link", "What a one-time link is for", bodies.LinkAsked, bodies.LinkTold, refusals=(404, 429)),
    Route(POST, "/api/join", D, EVERYBODY, "account.join", "Follow a link: sets the session cookie", bodies.Joining, status=204, refusals=(404, 429, 503)),
    Route(POST, "/api/signout", A, EVERYBODY, "account.sign_out", "Sign out", status=204),
    Route(POST, "/api/password", A, STAFF, "account.password", "Another password of one's own; every other session ends", bodies.NewPassword, status=204, refusals=(429, 503)),
    Route(GET, "/api/session", S, EVERYBODY, "session", "Who is signed in, and what they may do", gives=bodies.SessionTold),
    Route(GET, "/api/people", S, OWNERS, "staff.everybody", "Everybody who may come in", gives=bodies.Everybody),
    Route(POST, "/api/people", A, OWNERS, "staff.invite", "Invite somebody: answers with their link", bodies.Invitation, bodies.Invited, 201),
    Route(POST, "/api/people/{id}/link", A, OWNERS, "staff.relink", "A new link, which voids earlier ones", bodies.LinkFor, bodies.Invited, 201, (404,)),
    Route(POST, "/api/people/{id}/role", A, OWNERS, "staff.role", "Another role, at once", bodies.NewRole, bodies.Person, refusals=(404,)),
    Route(POST, "/api/people/{id}/state", A, OWNERS, "staff.state", "Shut somebody out, or let them in again", bodies.NewState, bodies.Person, refusals=(404,)),
    Route(POST, "/api/people/{id}/signout", A, OWNERS, "staff.sign_out", "End all sessions of somebody", gives=bodies.Person, refusals=(404,)),
    Route(GET, "/api/audit", S, OWNERS, "staff.audit", "Who did what, newest first", bodies.AuditAsked, bodies.Audit),
    Route(POST, "/api/resolve", A, ACTORS, "resolve", "One action on a question, a case, a warning or the screen", Asked, bodies.Done, refusals=(409, 503)),
    Route(POST, "/api/typing", A, WRITERS, "typing", "That one writes to somebody now; said again every few seconds", AskedWriting, status=204, refusals=(409, 503)),
    Route(GET, "/api/live", L, STAFF, "live", "WebSocket: the live feed", status=101, refusals=(400, 503)),
    Route(GET, "/api/microphone", L, SPEAKERS, "microphone", "WebSocket: the sound of one page", status=101, refusals=(400, 503)),
    Route(GET, "/api/earpiece/{name}", S, LISTENERS, "cue", "The sound of one of the last cues for the host's ear", refusals=(404,)),
    Route(GET, "/api/topics", S, STAFF, "shop.topics", "What viewers may ask, and the facts that answer it", gives=shop.TopicsTold),
    Route(GET, "/api/shop", S, STAFF, "shop.told", "The shop: what changed, what its facts leave open", gives=shop.ShopTold, refusals=(404,)),
    Route(GET, "/api/shop/facts", S, STAFF, "shop.facts", "The facts in force", shop.FactsAsked, shop.FactsTold, refusals=(404,)),
    Route(GET, "/api/shop/text", S, EDITORS, "shop.text", "The facts as a text to change", gives=shop.TextTold, refusals=(400, 404, 503)),
    Route(POST, "/api/shop/check", A, EDITORS, "shop.check", "Try a text of the facts out; nothing is kept", shop.TextAsked, shop.Checked, refusals=(404,)),
    Route(POST, "/api/shop/save", A, EDITORS, "shop.save", "Save a text of the facts for the next start", shop.TextSaved, shop.Checked, refusals=(404, 409)),
    Route(GET, "/api/letters", S, WRITERS, "letterbox.told", "What the outside desk has not got", gives=letterbox.LettersTold),
    Route(POST, "/api/letters", A, WRITERS, "letterbox.again", "Send a dead letter, or one in doubt, once more", letterbox.Again, status=204, refusals=(409,)),
    Route(GET, "/api/health", S, STAFF, "health", "Every part's state: 503 when one is down", gives=bodies.HealthTold, refusals=(503,)),
    Route(GET, "/api/openapi.json", S, STAFF, "document", "This API as an OpenAPI document"),
    Route(GET, "/healthz", Policy.PROBE, EVERYBODY, "probe", "For monitors: 200 or 503", gives=bodies.Ready, refusals=(503,)),
)  # fmt: skip


def first_page(role: Role) -> str:
    """Where somebody is sent who asks for a page that is not for them."""
    return "/microphone" if role is GUEST else "/"
