"""What is wrong with custody: a sound register says nothing, and each thing changed in it its own sentence."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from embit.bip32 import HDKey
from embit.ec import PublicKey

from tests.reserve.security import sample
from tests.reserve.security.sample import DAY, faults, found, security
from tracer.errors import CaseError
from tracer.reserve.security.descriptor_quorum import DescriptorQuorum, descriptor_quorum
from tracer.reserve.security.security_faults import quorum_holders, security_faults
from tracer.reserve.security.security_rows import CeremonyPurpose, SecurityRegister

NAME = 'quorum "Reserve 3 of 5"'
SCRIPT = 'the descriptor of wallet "State reserve wallet" is'
FIRST, POLICY, AUDIT, CONTRACT = "key 77fa9063", "policy I-1", "the time for the audit", "contract with Custodian X"


def test_a_sound_register_has_nothing_wrong():
    """Three persons, at two sites, of two bodies sign together, as many as the register asks for."""
    assert faults(security()) == []


def changed(file: str, *pairs: tuple[str, str]) -> str:
    """Return a file of the sample with texts replaced, each once."""
    text = sample.FILES[file]
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("quorums", "needed = 3", "needed = 2", f"{NAME} is 2 of 5; {SCRIPT} 3 of 5."),
        ("quorums", "keys = 5", "keys = 4", f"{NAME} is of 4 keys; security/keys.toml lists 5 in use."),
        ("keys", 'holder = "P-2"', 'holder = "P-1"', f"{NAME}: 2 persons (P-1, P-3) hold 3 of the 3 keys needed."),
        ("persons", 'body = "CSD"', 'body = "NIC"', f"{NAME}: one body (NIC) holds 3 of the 3 keys needed."),
        ("keys", 'site = "S-3"', 'site = "S-1"', f"{NAME}: one site (S-1) holds 3 of the 3 keys needed."),
        ("ceremonies", '"P-6", "P-7"', '"P-6"', "ceremony C-1 has 1 witness; it takes 2."),
        ("ceremonies", '"P-6", "P-7"', '"P-6", "P-2"', "ceremony C-1: its witness P-2 holds a key of that quorum."),
        ("ceremonies", '"generate"', '"recover test"', f"{FIRST} comes from no ceremony; each comes from exactly one."),
        ("policies", "until = 2026-06-30", "until = 2025-12-15", "policy I-1 ends 2025-12-15, in 44 days."),
        ("policies", "until = 2026-06-30", "until = 2025-11-20", "policy I-1 ends 2025-11-20, in 19 days."),
        ("policies", "until = 2026-06-30", "until = 2025-10-31", "policy I-1 ended 2025-10-31."),
        ("policies", "2025-05-01\n", "2024-10-31\n", f"{POLICY} was last reviewed 2024-10-31, over a year ago."),
        ("audits", "next_due = 2026-06-30", "next_due = 2025-10-01", f"{AUDIT} after U-1 ended 2025-10-01."),
        ("attestations", "until = 2026-03-31", "until = 2025-10-31", "attestation T-1 ended 2025-10-31."),
        ("custodians", "until = 2026-12-31", "until = 2025-11-01", f"{CONTRACT} ends 2025-11-01, in 0 days."),
    ],
)  # fmt: skip
def test_each_thing_has_its_sentence(file: str, old: str, new: str, said: str):
    """What is changed is what is told, once."""
    assert faults(security(**{file: changed(file, (old, new))})).count(said) == 1


def test_what_a_holder_has_beyond_the_quorum_is_not_counted():
    """One body with every key holds the three that are needed."""
    every = re.sub('body = "[A-Za-z]+"', 'body = "NIC"', sample.PERSONS)
    assert faults(security(persons=every)) == [f"{NAME}: one body (NIC) holds 3 of the 3 keys needed."]


def test_loss_is_told():
    """With three keys of three in use the loss of one person, or of one site, leaves fewer than three."""
    kept = security()
    few = replace(kept, keys=kept.keys[:3], quorums=(replace(kept.quorums[0], keys=3),))
    told = faults(few)
    assert f"{NAME}: the loss of one person (P-1) leaves fewer than 3 keys." in told
    assert f"{NAME}: the loss of one site (S-1) leaves fewer than 3 keys." in told
    assert f'{NAME}: key 8e2ff389 of wallet "State reserve wallet" has no holder.' in told


def test_a_key_that_is_in_no_script_is_told():
    """A sixth holder whose key the descriptor has not."""
    more = sample.KEYS + sample.KEYS[: sample.KEYS.index("[[key]]", 5)].replace("77fa9063", "00112233")
    told = faults(security(keys=more, quorums=changed("quorums", ("keys = 5", "keys = 6"))))
    assert f'{NAME}: key 00112233 has a holder and is not in wallet "State reserve wallet".' in told


def test_terms_of_holders_and_keys_in_use():
    """A term that is over, or has not begun, on the very day; a retired key is nobody's."""
    over = security(persons=changed("persons", ("since = 2025-01-01", "since = 2025-01-01\nuntil = 2025-10-31")))
    assert "key 77fa9063 is in use; the term of its holder P-1 ended 2025-10-31." in faults(over)
    assert not any("the term of its holder" in text for text in faults(over, dt.date(2025, 10, 31)))
    later = security(persons=changed("persons", ("since = 2025-01-01", "since = 2025-11-02")))
    assert "key 77fa9063 is in use; the term of its holder P-1 begins 2025-11-02." in faults(later)
    for retired, told in ((DAY, False), (DAY + dt.timedelta(days=1), True)):
        kept = replace(over, keys=(replace(over.keys[0], retired=retired), *over.keys[1:]))
        assert any("the term of its holder" in text for text in faults(kept)) is told


def test_a_key_is_proven_for_a_year():
    """From its ceremony on, and from each signature seen: 365 days later it still is, a day later no more."""
    kept, made = security(), dt.date(2025, 2, 1)
    last = made + dt.timedelta(days=365)
    told = [each.text for each in security_faults(kept, sample.register(), last, {}) if each.kind == "unproven-key"]
    assert told == []
    after = last + dt.timedelta(days=1)
    told = [each.text for each in security_faults(kept, sample.register(), after, {}) if each.kind == "unproven-key"]
    assert told == [f"unproven key {key}: it signed never." for key in sample.RESERVE_KEYS]
    seen = dict.fromkeys(sample.RESERVE_KEYS[1:], after)
    told = [each.text for each in security_faults(kept, sample.register(), after, seen) if each.kind == "unproven-key"]
    assert told == ["unproven key 77fa9063: it signed never."]
    old = {"77fa9063": after - dt.timedelta(days=366), **seen}
    told = [each.text for each in security_faults(kept, sample.register(), after, old) if each.kind == "unproven-key"]
    assert told == ["unproven key 77fa9063: it signed last on 2025-02-01."]


def test_a_key_is_replaced_by_the_age_that_the_register_sets():
    """Made on 2025-02-01, for 300 days: told sixty days before, a fault on 28 November, nothing without an age."""
    kept, due = security(), dt.date(2025, 11, 28)

    def told(day: dt.date, most: int | None, held: SecurityRegister = kept) -> list[tuple[str, bool]]:
        known = replace(sample.register(), security=replace(sample.register().security, rotate_days=most))
        found = security_faults(held, known, day, {})
        return [(each.text, each.is_hard) for each in found if each.kind == "rotation"]

    text = "key 77fa9063 was made 2025-02-01; it is to be replaced by 2025-11-28."
    assert told(due, None) == []
    for before, hard in ((61, None), (60, False), (1, False), (0, True), (-1, True)):
        assert told(due - dt.timedelta(days=before), 300)[:1] == ([] if hard is None else [(text, hard)])
    assert len(told(due, 300)) == 5
    retired = replace(kept, keys=tuple(replace(each, retired=due) for each in kept.keys))
    assert told(due, 300, retired) == []
    destroyed = replace(kept, ceremonies=(replace(kept.ceremonies[0], purpose=CeremonyPurpose.DESTROY),))
    assert told(due, 300, destroyed) == []


def test_a_gap_between_policies_is_told_even_when_both_are_past():
    """One day without; the next day after is none."""
    second = sample.POLICIES.replace('"I-1"', '"I-2"').replace("from = 2025-01-01", "from = 2023-01-01")
    gap = security(policies=sample.POLICIES + second.replace("until = 2026-06-30", "until = 2024-12-30"))
    assert "peril key loss: not insured after 2024-12-30 until 2025-01-01." in faults(gap)
    joined = security(policies=sample.POLICIES + second.replace("until = 2026-06-30", "until = 2024-12-31"))
    assert faults(joined) == []


def policy(name: str, first: str, last: str, perils: str = '"theft by outsiders", "key loss"', layer: str = "") -> str:
    """Return the sample's policy with another name, term, perils and layer."""
    return changed(
        "policies",
        ('"I-1"', f'"{name}"'),
        ("from = 2025-01-01", f"from = {first}"),
        ("until = 2026-06-30", f"until = {last}"),
        ('"theft by outsiders", "key loss"', perils),
        ('deductible = "5000000.00"\n', f'deductible = "5000000.00"\n{layer}'),
    )


def test_a_layer_s_end_is_told_though_another_of_its_perils_goes_on():
    """The layer above ends in October; the one beneath it runs on, and was taken out with it or months before."""
    above = 'attachment = "200000000.00"\n'
    for first in ("2025-01-01", "2024-01-01", "2025-09-15"):
        layers = sample.POLICIES + policy("I-2", first, "2025-10-15", layer=above)
        assert faults(security(policies=layers)) == ["policy I-2 ended 2025-10-15."]
        assert faults(security(policies=layers), dt.date(2025, 9, 30)) == ["policy I-2 ends 2025-10-15, in 15 days."]


def test_a_policy_is_followed_where_every_peril_of_it_is_insured_on():
    """By two policies in its place, each of one peril, from the day after or shortly before; not by one alone."""
    old = policy("I-0", "2024-01-01", "2025-01-31")
    theft, loss = (
        policy(name, "2025-02-01", "2026-06-30", f'"{peril}"')
        for name, peril in (("I-1", "theft by outsiders"), ("I-2", "key loss"))
    )
    assert faults(security(policies=old + theft + loss)) == []
    assert faults(security(policies=old + theft)) == ["policy I-0 ended 2025-01-31."]
    for first, said in (("2025-01-02", []), ("2025-01-01", ["policy I-0 ended 2025-01-31."])):
        assert faults(security(policies=old + policy("I-1", first, "2026-06-30"))) == said
    short = policy("I-9", "2025-01-10", "2025-01-31")
    assert faults(security(policies=short + policy("I-8", "2025-01-05", "2025-01-20"))) == [
        "policy I-9 ended 2025-01-31.",
    ]
    other = policy("I-1", "2025-02-01", "2026-06-30").replace('insured = "NIC"', 'insured = "CSD"')
    assert faults(security(policies=old + other)) == ["policy I-0 ended 2025-01-31."]


def test_one_system_is_attested_at_each_of_its_sites():
    """That of Astana has ended; that of Almaty, of the same system, does not stand for it."""
    first = changed("attestations", ("until = 2026-03-31", "until = 2025-10-31"))
    second = changed("attestations", ('"T-1"', '"T-2"'), ('site = "S-1"', 'site = "S-2"'))
    assert faults(security(attestations=first + second)) == ["attestation T-1 ended 2025-10-31."]
    renewed = changed("attestations", ('"T-1"', '"T-2"'))
    assert faults(security(attestations=first + renewed)) == []


def test_what_ends_soon_is_no_hard_fault_before_its_day():
    """Sixty-one days before nothing, sixty and one a warning, on the day a fault."""
    end = dt.date(2026, 3, 31)
    for days, hard in ((61, None), (60, False), (1, False), (0, True)):
        told = [each for each in found(security(), end - dt.timedelta(days=days)) if "attestation T-1" in each.text]
        assert [each.is_hard for each in told] == ([] if hard is None else [hard])


def test_wallets_without_a_quorum_are_told():
    """No name, or one that is not kept: a warning."""
    wallet = sample.register().wallets[0]
    for quorum, said in ((None, "none"), ("Other", '"Other", which security/quorums.toml has not')):
        own = replace(sample.register(), wallets=(replace(wallet, quorum=quorum),))
        told = [each for each in security_faults(security(), own, DAY, {}) if each.kind == "quorum"]
        assert [(each.text, each.is_hard) for each in told] == [
            (f'wallet "State reserve wallet" names as its quorum {said}.', False)
        ]


def test_who_can_sign_is_counted_by_kind():
    """The sample's own: three persons, two sites, two bodies; loss of three persons or two sites."""
    found = quorum_holders(security(), "Reserve 3 of 5", DAY)
    assert {what: (each.sign.count, each.block.count) for what, each in found.items()} == {
        "persons": (3, 3), "sites": (2, 2), "bodies": (2, 2)
    }  # fmt: skip


@pytest.mark.parametrize("file", ["persons", "sites", "keys", "quorums", "ceremonies"])
def test_removing_any_record_fails_a_named_check(file: str):
    """A row fewer: a fault of the file, or one of the register."""
    rows = re.split(r"(?=^\[\[)", sample.FILES[file], flags=re.MULTILINE)[1:]
    for place in range(len(rows)):
        text = "".join(rows[:place] + rows[place + 1 :])
        try:
            told = faults(security(**{file: text}))
        except CaseError as error:
            told = list(error.faults)
        assert told, f"row {place + 1} of {file} can be removed unnoticed"


def test_quorums_of_descriptors():
    """Thresholds and origins; what is not plain to read is said to be none."""
    key = f"tpub{'D' * 107}"
    one = f"[d290080e/48h/1h]{key}/<0;1>/*"
    assert descriptor_quorum(f"wpkh({one})#abcdefgh") == DescriptorQuorum(1, ("d290080e",))
    assert descriptor_quorum(f"wsh(sortedmulti(2,{one},{key}/0/*))") == DescriptorQuorum(2, ("d290080e", None))
    assert descriptor_quorum(f"tr({one},multi_a(1,{one}))") == DescriptorQuorum(1, ("d290080e", "d290080e"))
    assert descriptor_quorum(f"tr({one},{{pk({one}),pk({one})}})") is None
    assert descriptor_quorum(f"wsh(or_i(multi(1,{one}),multi(2,{one},{one})))") is None
    assert descriptor_quorum(f"wpkh([D290080E/48h/1h]{key}/<0;1>/*)") == DescriptorQuorum(1, ("d290080e",))
    assert descriptor_quorum(f"tr({one},pk({one}))") is None


NOBODYS = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"


def test_a_taproot_key_beside_a_threshold_signs_alone():
    """Whatever the threshold says; but the point of which nobody has a key, plain or extended, signs nothing."""
    key = f"tpub{'D' * 107}"
    one, two = f"[d290080e/86h]{key}/0/*", f"[77fa9063/86h]{key}/0/*"
    three = ("d290080e", "d290080e", "77fa9063")
    assert descriptor_quorum(f"tr({one},multi_a(2,{one},{two}))") == DescriptorQuorum(1, three)
    assert descriptor_quorum(f"tr({'ab' * 32},multi_a(2,{one},{two}))") == DescriptorQuorum(1, (None, *three[1:]))
    extended = HDKey(PublicKey.parse(bytes.fromhex(f"02{NOBODYS}")), bytes(32)).to_base58()
    for point in (NOBODYS, f"02{NOBODYS.upper()}", f"[00000000]{extended}/<0;1>/*"):
        assert descriptor_quorum(f"tr({point},multi_a(2,{one},{two}))") == DescriptorQuorum(2, three[1:])
        assert descriptor_quorum(f"tr({point},pk({one}))") == DescriptorQuorum(1, three[:1])
        assert descriptor_quorum(f"tr({point},{{multi_a(2,{one},{two}),pk({one})}})") is None
    assert descriptor_quorum(f"tr({NOBODYS},multi_a(2,{'cd' * 32},{two}))") == DescriptorQuorum(2, (None, three[2]))


def test_a_policy_within_another_leaves_no_gap_and_a_later_audit_follows():
    """The longer one runs on; of audits of one scope the last that is due counts."""
    inner = policy("I-2", "2025-02-01", "2025-02-28")
    after = policy("I-3", "2025-05-01", "2026-06-30")
    assert not any("not insured" in each for each in faults(security(policies=sample.POLICIES + inner + after)))
    second = changed("audits", ('"U-1"', '"U-2"'), ("next_due = 2026-06-30", "next_due = 2025-10-01"))
    assert faults(security(audits=sample.AUDITS + second)) == []
    assert faults(security(audits=second + sample.AUDITS)) == []


def test_a_witness_who_holds_another_key_of_the_quorum_is_told():
    """The ceremony made four of its five keys; the fifth is its holder's from another one."""
    four = str(list(sample.RESERVE_KEYS[:4])).replace("'", '"')
    five = str(list(sample.RESERVE_KEYS)).replace("'", '"')
    first = changed("ceremonies", (five, four), ('"P-6", "P-7"', '"P-6", "P-5"'))
    told = [each for each in faults(security(ceremonies=first)) if "witness" in each]
    assert told == ["ceremony C-1: its witness P-5 holds a key of that quorum."]


def test_a_wallet_of_another_body_needs_no_quorum():
    """It is watched; who signs for it is not this register's."""
    other = replace(sample.register().wallets[0], quorum=None, body="Another body")
    told = security_faults(security(), replace(sample.register(), wallets=(other,)), DAY, {})
    assert not [each for each in told if each.kind == "quorum"]


def holders(keys: str) -> dict[str, tuple[int | None, int | None]]:
    """Return the fewest who sign and block, by kind of holder, of other keys."""
    told = quorum_holders(security(keys=keys), "Reserve 3 of 5", DAY)
    return {what: (each.sign.count, each.block.count) for what, each in told.items()}


def test_backups_are_keys_for_theft_and_spares_for_loss():
    """Backups of the keys 1 and 2 at the third site, which the Bank owns.

    That site has three keys, and so has the Bank; either of both sites' first keys survives; a person has no backup.
    """
    site = sample.SITES.replace('owner = "CSD"', 'owner = "Bank"')
    backup = '[[key.backup]]\nsite = "S-3"\nform = "steel"\n'
    rows = re.split(r"(?=^\[\[key\]\])", sample.KEYS, flags=re.MULTILINE)[1:]
    keys = "".join(row + backup if number < 2 else row for number, row in enumerate(rows))
    told = quorum_holders(security(keys=keys, sites=site), "Reserve 3 of 5", DAY)
    assert {what: (each.sign.count, each.block.count) for what, each in told.items()} == {
        "persons": (3, 3), "sites": (1, 2), "bodies": (1, 2)
    }  # fmt: skip
    assert (told["sites"].sign.holders, told["bodies"].sign.holders) == (("S-3",), ("Bank",))
    assert holders(sample.KEYS) == {"persons": (3, 3), "sites": (2, 2), "bodies": (2, 2)}
    rows = [row + backup for row in rows]
    assert holders("".join(rows))["persons"] == (3, None)  # whoever is lost, every key has its backup


def test_a_descriptor_without_an_origin_accuses_no_holder():
    """Which key it is cannot be told; the listed ones may be it."""
    wallet = sample.register().wallets[0]
    assert wallet.descriptor is not None
    bare = wallet.descriptor.partition("#")[0].replace("[fddaae52/48h/1h/0h/2h]", "")
    own = replace(sample.register(), wallets=(replace(wallet, descriptor=bare),))
    assert [each.text for each in security_faults(security(), own, DAY, {})] == []


def test_a_policy_that_has_ended_needs_no_review_and_one_that_is_ahead_leaves_no_gap_yet():
    """A gap is told from the day on which the later policy begins."""
    ended = sample.POLICIES.replace("2025-05-01", "2023-05-01").replace("2026-06-30", "2025-10-31")
    assert faults(security(policies=ended)) == ["policy I-1 ended 2025-10-31."]
    later = (
        sample.POLICIES.replace('"I-1"', '"I-2"')
        .replace("2025-01-01", "2026-08-01")
        .replace("2026-06-30", "2027-06-30")
    )
    both = security(policies=sample.POLICIES + later)
    said = "peril key loss: not insured after 2026-06-30 until 2026-08-01."
    for day, is_told in ((dt.date(2026, 7, 31), False), (dt.date(2026, 8, 1), True)):
        assert (said in faults(both, day)) is is_told


def test_a_key_that_names_another_ceremony_is_told():
    """Made by one, claimed of another."""
    second = sample.CEREMONIES.replace('"C-1"', '"C-2"').replace("generate", "recover test")
    keys = changed("keys", ('ceremony = "C-1"', 'ceremony = "C-2"'))
    assert faults(security(keys=keys, ceremonies=sample.CEREMONIES + second)) == [
        "key 77fa9063 names ceremony C-2; C-1 made it."
    ]
