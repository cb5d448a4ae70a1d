"""What a cost can be paid per: one table, which the scenario language, the checks and the bill read.

It stands this low because both the scenario, which is validated, and arithmetic, which is pure, need it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

CostPer = Literal[
    "hour", "day", "week", "month", "year", "request", "1k_requests", "mtok", "user", "server", "gpu",
]  # fmt: skip
Counted = Literal["month", "request", "mtok", "token", "gpu", "server"]


class CostBasis(NamedTuple):
    """A basis: what is `counted` on the bill, and in which `unit`.

    priced_for: how many of what is counted one amount pays. needs: what the scenario or the option must have for it,
    the number of requests or of users, or hardware to count.
    """

    unit: str
    counted: Counted
    priced_for: float = 1.0
    needs: Literal["requests", "users", "hardware"] | None = None


A_MONTH = CostBasis("month", "month")
COST_BASES: dict[CostPer, CostBasis] = {
    "hour": A_MONTH,  # a time is made a month's before anything is counted
    "day": A_MONTH,
    "week": A_MONTH,
    "month": A_MONTH,
    "year": A_MONTH,
    "request": CostBasis("request", "request", needs="requests"),
    "1k_requests": CostBasis("1k requests", "request", 1000.0, needs="requests"),
    "mtok": CostBasis("Mtok", "mtok"),
    "user": CostBasis("user", "month", needs="users"),
    "server": CostBasis("server", "server", needs="hardware"),
    "gpu": CostBasis("GPU", "gpu", needs="hardware"),
}
FTE = CostBasis("FTE-month", "month")
PERSON_WEEK = CostBasis("person-week", "month")
STORAGE = CostBasis("GB-month", "token")  # the GB of a token are the quantity
