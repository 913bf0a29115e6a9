"""A `register.toml` to fill in: every key with what it means, its unit and what holds without it.

What is empty is to be filled in, and `tracer reserve check` names all of it. A key behind `#` without a blank is one
that may be left out, with the value that holds then, or an example.
"""

from tracer.chain.network import Network
from tracer.formats import toml_writer
from tracer.reserve.national.profiles import INTERLOCUTORY, PROFILES, USUAL, NationalProfile, profile
from tracer.reserve.register import DUST
from tracer.reserve.terms import USUAL_SECURITY, LimitKind, PriceTerms

_TEMPLATE = """\
# A register begun by `tracer reserve begin`. What is empty is yours to fill in; `tracer reserve check` names all of it.
# Keys behind a # may be left out. docs/register.md explains each, and the acts: one file each, acts/2026-0001.toml.
# No private key belongs into this file or any other: watch-only descriptors and addresses are all that is read.

[register]
# In file names, in bundles and in the journal, which is begun under it: it stays.
{name}
# Who answers for the coins.
{body}
# Whose wallets are summed; a wallet of anybody else is watched and never counted.
#bodies = [{quoted_body}]
# The chain: main, test, testnet4, signet or regtest.
{network}
# Where days and periods end: an IANA time zone.
{zone}
# Of the statements, in this order: kk, ru, en.
#{languages}
# Values are stated in US dollars and in this.
#currency = "{currency}"
# Whose national practice sets the defaults: {profiles}.
# {national.name}: {practice}. Not legal advice; tracer reserve profiles {national.id} names the sources.
{profile}
# Whether public statements name addresses; then nothing in them is rounded.
#publish_addresses = false
# Satoshi up to which an unsolicited receipt is dust.
#dust_sat = {dust}

# One [[wallet]] for each wallet. A script belongs to one of them only.
[[wallet]]
# Yours; acts name the wallet by it.
name = ""
# Exactly one body answers for it.
{body}
# recorded   known from documents, control not shown: listed, not counted
# seizure    holds what was seized: {national.stages[seizure]}
# forfeiture holds what was forfeited: {national.stages[forfeiture]}
# reserve    holds what was assigned to the reserve: {national.stages[reserve]}
# watched    of another body: looked at, never counted
# retired    used no more; late payments still count
stage = ""
# A watch-only descriptor with its checksum; or addresses = ["…"] instead.
descriptor = ""
# The first and the last index that the descriptor is derived for.
#range = [0, 999]
# The quorum of the wallet's keys, by its name in security/.
#quorum = "Reserve 3 of 5"
# Who keeps the keys, where that is somebody else.
#custodian = "A custodian"

# An omnibus account at a custodian: a claim, no coins. `contract` is the number of the convention of its contract.
#[[account]]
#name = "Custodian X, account 7"
#custodian = "Custodian X"
#contract = "2026-0001"

# A chain that split off after a height. Lots that are older are asked for an act.
#[[fork]]
#name = "BCH"
#height = 478558

# How coins are priced: convention price/1.
#[price]
#pair = "{price.pair}"
# The window ends with the day, unless `fixing` names another time.
#window_minutes = {price.window_minutes}
#partitions = {price.partitions}
#min_partitions = {price.min_partitions}
#min_exchanges = {price.min_exchanges}
# Trades in the window without which an exchange is not used.
#min_trades = {price.min_trades}
# A share: an exchange further from the median of all is not used.
#max_deviation = "0.10"
# Of a last trade, in seconds, where there are too few trades; of a rate of exchange, in days.
#max_age_seconds = {price.max_age_seconds}
#max_fx_age_days = {price.max_fx_age_days}
# A share: a rate of exchange that changed by more must be confirmed.
#max_fx_change = "0.10"
#exchanges = ["kraken", "bitstamp", "coinbase", "bitfinex", "gemini"]
#fixing = "16:00 Europe/London"
# The act that set all this, of kind convention.
#set_by = "2026-0001"

# Whether tracer reserve fetch may ask exchanges for a day's trades. Without it nothing but the own node is asked.
#[fetch]
#allowed = false
# Where an exchange is asked, if not at its own address.
#kraken = "https://api.kraken.com"

# A limit; one [[limit]] each. Kinds: {kinds}.
# An act sets it, of kind convention with name = "limit/share-max" and the same keys in its values; two persons sign.
#[[limit]]
# The key of its breaches for ever.
#id = "share-max"
#kind = "share_excl"
# Numbers in quotation marks, in the unit that the kind ends in; shares and ratios as decimals.
#max = "0.0100"
#min = "0"
# hard: closing and disposals stop without a waiver; soft: a breach is printed.
#severity = "hard"
# Days in which a breach that the market made may be cured.
#cure_days = 30
#set_by = "2026-0002"
# The first day on which it holds, not before the act.
#from = 2026-07-01

# The least that security asks.
#[security]
# Persons, sites and bodies whose keys are needed to sign; min_persons: as many as there are signatures.
#min_persons = 3
#min_sites = {security.min_sites}
#min_bodies = {security.min_bodies}
# Persons and sites whose loss blocks.
#min_loss_persons = {security.min_loss_persons}
#min_loss_sites = {security.min_loss_sites}
# Days after its ceremony at which a key is to be replaced; without it no age is set.
#rotate_days = 1825
# The fee: satoshi for a virtual byte, and a share of what is spent.
#max_feerate = {security.max_feerate}
#max_fee_share = "0.01"
# Satoshi up to which a payment is a test.
#test_max_sat = {security.test_max}
# Whether public statements say how many keys sign.
#publish_quorums = false
"""


def template(*, name: str, body: str, network: Network, national: NationalProfile | None = None) -> str:
    """Return a register to fill in, with the defaults of a national profile; the names stand in it as given."""
    chosen = national or profile(USUAL)
    return _TEMPLATE.format(
        name=_line("name", name),
        body=_line("body", body),
        quoted_body=_line("body", body).partition(" = ")[2],
        network=_line("network", network.name),
        zone=_line("zone", chosen.zone),
        languages=_line("languages", list(chosen.languages)),
        currency=chosen.currency,
        profiles=", ".join(PROFILES),
        profile=f"{'#' if chosen.id == USUAL else ''}{_line('profile', chosen.id)}",
        national=chosen,
        practice=_practice(chosen),
        dust=DUST,
        price=PriceTerms(),
        kinds=", ".join(kind.value for kind in LimitKind),
        security=USUAL_SECURITY,
    )


def _practice(national: NationalProfile) -> str:
    """Return in words what gives title and how coins leave."""
    methods = [each for each in national.methods if each != INTERLOCUTORY]
    leaves = f"coins leave by {', '.join(methods)}" if methods else "coins are not disposed of"
    before = national.interlocutory if national.article is None else f"{national.interlocutory}, {national.article}"
    return f"title by {national.title}; {leaves}; sale before title: {before}"


def _line(key: str, value: object) -> str:
    return toml_writer.dumps({key: value}).decode().rstrip("\n")
