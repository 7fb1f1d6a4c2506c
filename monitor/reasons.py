"""Why something was told or not told: every suppression carries one of these."""

from enum import StrEnum


class Reason(StrEnum):
    """One word per decision; logged, counted, and shown by `monitor why`."""

    # told
    FIRST = "first"
    NEW_FACTS = "new_facts"
    DENIAL = "denial"
    CORRECTION = "correction"
    REMINDER = "reminder"
    # not told: what the article says
    BACKGROUND = "background"
    MENTION = "mention"
    DENIED = "denied"
    RUMOUR = "rumour"
    PLANNED = "planned"
    OTHER_SPHERE = "other_sphere"
    # not told: what the rule says
    EXCEPTED = "excepted"
    SHADOW = "shadow"
    BELOW_THRESHOLD = "below_threshold"
    # not told: how it came in
    BASELINE = "baseline"
    FLOOD_HELD = "flood_held"
    STALE = "stale"
    COPY = "copy"
    # not told: what the receiver already knows, or does not want now
    NOTHING_NEW = "nothing_new"
    MERGED = "merged"
    SILENCED = "silenced"
    INHIBITED = "inhibited"
    MUTE_TIMING = "mute_timing"
    QUIET_HOURS = "quiet_hours"
    BUDGET = "budget"
    BURST = "burst"
    ACKNOWLEDGED = "acknowledged"
    NO_ROUTE = "no_route"
    NOT_EDITABLE = "not_editable"
    RECOVERED = "recovered"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    # not told: nothing in the article that a rule asks for
    NO_MATCH = "no_match"
