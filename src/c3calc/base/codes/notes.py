"""Every note an answer can carry, in one table: docs/notes.md is made from it, and a test holds the two together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteCode:
    """A stable code, what the note says in general, and what the reader can do."""

    code: str
    title: str
    meaning: str
    remedy: str


NOTE_CODES = (
    NoteCode(
        "C3-N01",
        "A default was used",
        "A number the scenario does not give was taken from pricing/defaults.yaml.",
        "Give the number in the scenario if you know better.",
    ),
    NoteCode(
        "C3-N02",
        "Ranges are answered by their central value",
        "A field holds a range; this answer uses its mode, midpoint, median or mean, and `low` and `high` are n/a.",
        "Read the figure as the middle of what is possible.",
    ),
    NoteCode(
        "C3-N03",
        "No cache price",
        "Tokens read from or written to a prompt cache are billed at the input price, because no cache price is known.",
        "Give price.cached_read or price.cache_write.",
    ),
    NoteCode(
        "C3-N04",
        "No batch price",
        "Batch requests are billed at the standard price, because no batch price is known.",
        "Give price.batch_input and price.batch_output.",
    ),
    NoteCode(
        "C3-N05",
        "A price or figure is old",
        "It was last checked longer ago than its kind allows: rent 30 days, API and exchange "
        "rates 90, electricity 400, grid 730.",
        "Check the source and give the price of today, or lay your own over the catalogue.",
    ),
    NoteCode(
        "C3-N06",
        "The energy of an API is not known",
        "No published figure exists for this model, so its energy and carbon are n/a, never zero.",
        "Give energy: {input_j_per_token, output_j_per_token} if your provider tells you.",
    ),
    NoteCode(
        "C3-N07",
        "Carbon is operational only",
        "The embodied carbon of at least one option is not known; counting it "
        "on the other side alone would compare unlike things.",
        "Give embodied_kg_per_gpu, or energy.embodied_g_per_output_mtok.",
    ),
    NoteCode(
        "C3-N08",
        "Unlike carbon bases",
        "A grid intensity is direct where the comparison is lifecycle, or market-based "
        "where it is location-based. They differ by more than most savings, so the carbon is n/a.",
        "Set carbon.basis or carbon.accounting, or give a grid of the same kind.",
    ),
    NoteCode(
        "C3-N09",
        "No long-context price",
        "Requests above the provider's context tier are billed at the standard price.",
        "Give price.long_context.",
    ),
    NoteCode(
        "C3-N10",
        "An overflow rests on an assumed profile",
        "Only the peak of the load is known; the hours below it follow r(1-x)^(r-1), an assumption of c3's own.",
        "Give shape: {hourly: profile.csv}.",
    ),
    NoteCode(
        "C3-N11",
        "The like-for-like column was added",
        "The same open weights behind somebody's API, because comparing "
        "self-hosting with another model's API compares two things at once.",
        "Set like_for_like: false to leave it out.",
    ),
    NoteCode(
        "C3-N12",
        "A price includes tax",
        "Amounts in a scenario exclude tax, but this one of the catalogue includes it.",
        "Use the business price, or give your own.",
    ),
    NoteCode(
        "C3-N13",
        "Crossovers were examined up to a volume",
        "Two staircases climb alike, so their crossings never end; the answer holds those below the volume named.",
        "None is needed for volumes below it.",
    ),
    NoteCode(
        "C3-N14",
        "Self-hosting costs are left out",
        "A bill of rented or owned hardware has no line for things that "
        "running a model needs: people, setup, gateway, guardrails, observability, failover, evaluation.",
        "Add the lines under costs, at 0 with a reason where somebody else pays.",
    ),
    NoteCode(
        "C3-N15",
        "GPUs stand idle",
        "Mean use of the provisioned GPUs is below 20 %; the note says what the idle hours cost.",
        "Fewer or smaller GPUs, a steadier load, hours released when idle, or an API.",
    ),
    NoteCode(
        "C3-N16",
        "Capacity is not known",
        "Throughput is `unknown`, so nothing says that the hardware carries this volume, "
        "nor that a break-even lies within what it carries.",
        "Give throughput, or measure it.",
    ),
    NoteCode(
        "C3-N17",
        "Electricity dearer than the whole bill",
        "The energy of an option, at a low price per kWh, would cost more "
        "than the option: usually a slip of units by 1,000.",
        "Check joules per token, watts and tokens per second.",
    ),
    NoteCode(
        "C3-N18",
        "A rate above the roofline",
        "Tokens per second beyond what the cards' memory bandwidth and compute allow.",
        "Check whether the rate is of one replica, and at which concurrency.",
    ),
    NoteCode(
        "C3-N19",
        "A price out of bounds",
        "A price outside 0.001 to 2,000 USD per Mtok, or 0.02 to 30 USD per GPU and hour.",
        "Check the unit: per token, per 1k tokens, per GPU or per server.",
    ),
    NoteCode(
        "C3-N20",
        "Accepted, not used",
        "The field is checked for mistakes, but nothing here uses it: growth needs months to grow in, and some "
        "fields only the whole workload has.",
        "Give a `finance` block where growth matters.",
    ),
    NoteCode(
        "C3-N21",
        "Memory rests on less than a whole request",
        "Without max_context_tokens the KV cache is that of mean requests, or is not counted where their number is "
        "unknown; without a concurrency it is that of one request.",
        "Give workload.max_context_tokens, and concurrency or throughput.at_concurrency.",
    ),
    NoteCode(
        "C3-N22",
        "A setup fee is not in the bill",
        "The provider asks an amount once, when the machine is rented.",
        "Add it under costs, with from_month: 1 and to_month: 1.",
    ),
    NoteCode(
        "C3-N23",
        "The grid of an API is not known",
        "The catalogue names no grid for this provider, so the carbon of its energy is n/a, never zero.",
        "Give the option a grid.",
    ),
    NoteCode(
        "C3-N24",
        "What the catalogue says of a model",
        "The catalogue has a remark on this entry: a name that moves, a model no longer listed, a reseller's price.",
        "Check the provider's page, or name the model you mean.",
    ),
    NoteCode(
        "C3-N25",
        "A price is averaged over the day",
        "The provider asks other prices at some hours; the price is the mean over the hours of the load.",
        "Give shape: {hourly: profile.csv} in UTC where the hours of the load matter.",
    ),
    NoteCode(
        "C3-N26",
        "Requests are above the context tier",
        "The mean request is longer than the provider's context tier, so all its tokens cost the long-context price.",
        "Give workload.long_context_share where only some requests are that long.",
    ),
    NoteCode(
        "C3-N27",
        "No hour is without load",
        "Batch work runs evenly over the month, so releasing idle hours releases none.",
        "Set batch_share to 0 if batch work waits for the hours that are paid anyway.",
    ),
    NoteCode(
        "C3-N28",
        "A time is not held against an option",
        "ttft_s and tpot_ms are held against hardware only, and only where its concurrency and the number of requests "
        "are known; what an API's latency is, the catalogue does not say.",
        "Give requests_per_month, and throughput.at_concurrency or concurrency.",
    ),
    NoteCode(
        "C3-N29",
        "Throughput or power is predicted",
        "Without figures of its own, an option's tokens per second and watts follow from published specifications "
        "(docs/method.md says how, and how far off that is). Without tpot_ms a replica takes as many requests as its "
        "memory and the engine allow, however slow each becomes; a second note says how many, and how slow.",
        "Measure them with `c3 bench`, or give throughput and power; give workload.tpot_ms for users who wait.",
    ),
    NoteCode(
        "C3-N30",
        "Draws",
        "Ranges of the scenario, uncertain entries of the catalogue and the errors of predictions were drawn together "
        "many times; one entry is drawn once, whatever rests on it. What c3 decides once (the cards of a replica, a "
        "price tier, whether an option may serve) it decides by the central values.",
        "Choose their number with --draws, and other draws with --seed.",
    ),
    NoteCode(
        "C3-N31",
        "Nearly a name of the catalogue",
        "An API with a price of its own needs no entry in the catalogue; but its name is so near to one that it may be "
        "misspelt, and then its energy, context and grid stay unknown.",
        "Write the name as the catalogue has it, if you mean that one.",
    ),
    NoteCode(
        "C3-N32",
        "Requests beyond the model's context",
        "The longest request, or the mean one where the longest is not stated, has more tokens than the model takes; "
        "the figures are those of requests that it cannot serve.",
        "Correct the requests or tokens of the workload, or take a model with a longer context.",
    ),
    NoteCode(
        "C3-N33",
        "Prices of a day to come",
        "`as_of` is after the day of the run: prices announced for that day count, and nobody knows what else will "
        "change.",
        "Choose a day that has come, unless you want to see what an announced price does.",
    ),
    NoteCode(
        "C3-N34",
        "The longest request is shorter than the mean one",
        "max_context_tokens is below the tokens of a mean request, and the memory for KV cache is sized by it.",
        "Give the tokens of the longest request, input and output together, or leave max_context_tokens out.",
    ),
    NoteCode(
        "C3-N40",
        "API prices are taken to stay",
        "The horizon is longer than a year and the scenario does not say where API prices go. A fall of 30 % a year "
        "turns many a purchase from gain to loss.",
        "Give finance.api_price_change_per_year, 0% if that is what you expect.",
    ),
    NoteCode(
        "C3-N41",
        "The horizon does not end with the life of the hardware",
        "Hardware that would serve longer than the horizon counts at its straight-line book value at its end; hardware "
        "that serves shorter is bought again at the same price.",
        "Set finance.horizon_months to purchase.life_months, or a multiple of it.",
    ),
    NoteCode(
        "C3-N42",
        "No internal rate of return",
        "There is no yearly rate at which the cash flow against the baseline would be worth nothing, or several, or it "
        "is a debt rather than an investment: money comes first and goes later.",
        "Judge by the net present value.",
    ),
    NoteCode(
        "C3-N43",
        "Growth outgrows an option",
        "Its replicas or its rate limit carry less than the traffic of a later month. Its cash flow goes on as if it "
        "carried everything, which is too cheap.",
        "Set replicas: auto, ask for a higher rate limit, or shorten the horizon.",
    ),
    NoteCode(
        "C3-N44",
        "A payback that does not last",
        "What was put in is saved again at some month, but not at the end of the horizon: hardware is bought again, or "
        "prices turn against it.",
        "Look at `--view cashflow`.",
    ),
    NoteCode(
        "C3-N45",
        "Another option costs less over the horizon",
        "The verdict is on month 1. Over the months ahead, with growth, price paths and what is paid once, another "
        "option has the lower annuity.",
        "Decide by the horizon that you plan for.",
    ),
    NoteCode(
        "C3-N60",
        "Measured under other conditions",
        "A measurement that the scenario cites fits it, but not in everything: bits of the weights, number of GPUs, "
        "synthetic weights, a run that was stopped, a wall figure that has the host in it.",
        "Measure what the option describes: `c3 bench`.",
    ),
    NoteCode(
        "C3-N61",
        "Concurrency that was not measured",
        "Between two measured concurrencies a rate lies on the straight line between them; outside of them it is that "
        "of the nearest one, never an extrapolation.",
        "Measure at this concurrency: `c3 bench --concurrency`.",
    ),
)
