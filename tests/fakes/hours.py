"""New articles by hour of the week, as plain arithmetic over all that was counted."""

WEEK, MONDAY, KEPT = 168, 72, 0.75


def absolute(now_ms: int, of_week: int) -> int:
    """Give when an hour of the week began last, as hours since 1970."""
    hour = now_ms // 3_600_000
    return hour - (hour + MONDAY - of_week) % WEEK


def rates(counted: dict[int, float], now_ms: int) -> tuple[float, ...]:
    """Give articles an hour: weeks weigh 1, .75, .75 x .75 ... backwards, and sum up to one."""
    if not counted:
        return ()
    found = []
    for of_week in range(WEEK):
        lived = range(absolute(now_ms, of_week), min(counted) - 1, -WEEK)
        weights = [KEPT**back for back in range(len(lived))]
        total = sum(w * counted.get(hour, 0) for w, hour in zip(weights, lived, strict=True))
        found.append(total / sum(weights) if weights else -1.0)
    return tuple(found)
