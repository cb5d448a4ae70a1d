"""What requests wait for: a free slot in a queue, their own prefill, and each other's tokens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from c3calc.base.units import SECONDS_PER_HOUR
from c3calc.evaluate.load import decoded, peak_factor, prefilled
from c3calc.evaluate.queueing import Queue

if TYPE_CHECKING:
    from c3calc.case.options import Hosted
    from c3calc.case.traffic import Part, ResolvedWorkload


@dataclass(frozen=True)
class Latency:
    """What requests wait for: their prefill, a free place in a queue, and each other's tokens.

    peak_load: of the whole fleet, in replicas.
    """

    plan: Hosted
    traffic: ResolvedWorkload
    peak_load: float

    @property
    def tpot_s(self) -> float:
        """Time per output token of a replica whose places are all taken, in seconds; NaN where it is not known.

        Each place decodes at 1 / places of the rate, and waits while the requests of the others are prefilled.
        """
        rates = self.plan.rates
        per_output = sum(prefilled(self.plan, p) for p in self.traffic.parts) / self._decoded
        prefill_s: float = (rates.slots - 1) * per_output / rates.prefill_tok_s.value
        decode_s: float = rates.slots / rates.decode_tok_s.value
        return decode_s + prefill_s

    @property
    def asked_tpot_s(self) -> float:
        """The shortest time per output token that a part asks for; inf where none does."""
        return min((p.tpot_s for p in self.traffic.parts if p.tokens), default=math.inf)

    @property
    def _decoded(self) -> float:
        return sum(decoded(self.plan, p) for p in self.traffic.parts) or math.nan

    def prefill_s(self, part: Part) -> float:
        """Return the time to prefill a mean request of a part; NaN where its size is not known."""
        return prefilled(self.plan, part) / part.calls / self.plan.rates.prefill_tok_s.value if part.calls else math.nan

    @property
    def patience_s(self) -> float:
        """How long the least patient requests may wait for a free place; inf where no time is to be held."""
        waiting = (p for p in self.traffic.parts if p.tokens and p.ttft_s < math.inf)
        return min((p.ttft_s - self.prefill_s(p) for p in waiting), default=math.inf)

    @cached_property
    def queue(self) -> Queue | None:
        """The queue at the peak; None where no time is to be held, or too little is known, or no wait would do."""
        patience_s, rates = self.patience_s, self.plan.rates
        if not (0 < patience_s < math.inf and self.peak_load > 0) or math.isnan(rates.slots):
            return None
        hours = self.traffic.hours_per_month
        peaks = [(p, peak_factor(p, hours)) for p in self.traffic.parts]
        calls = sum(p.calls * peak for p, peak in peaks)
        prefill_s = sum(prefilled(self.plan, p) * peak for p, peak in peaks) / calls / rates.prefill_tok_s.value
        work_s = self.peak_load * hours * SECONDS_PER_HOUR / calls
        step_s = rates.slots / rates.decode_tok_s.value
        burstiness = max(p.burstiness for p in self.traffic.parts if p.tokens)
        return Queue(int(rates.slots), float(work_s), float(prefill_s), float(step_s), float(patience_s), burstiness)
