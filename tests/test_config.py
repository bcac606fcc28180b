"""Settings: what a file and the environment give, and what is said when they are wrong."""

import json
import re
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streamer import config
from streamer.config.environ import variable_of
from streamer.config.models import names
from streamer.config.schema import schema
from streamer.errors import ConfigError
from streamer.model import Selectors, Source
from streamer.pace import Pace
from streamer.quantity import parse_duration, parse_size, show_duration, show_size

ROOT = Path(__file__).resolve().parents[1]

# The contract, word for word.
CONTRACT = """\
redis: embedded              # or redis://host:6379/0, rediss://…, a unix socket
durability: always           # always | everysec | replica
data: ./data                 # embedded store, archive, captures
contact: https://example.org/about-our-bot      # goes into the User-Agent
fetch: {allow_private: false, timeout: 20s, max_body: 15MB}
pace: {budget: auto, fastest: 20s, slowest: 1h}
sources:
  - id: example-live
    url: https://example.org/live
    kind: auto               # or a family's name, or css with selectors
    zone: Europe/Kyiv
    tags: [ukraine]
subscriptions: []            # rules and where they go
http: {listen: 127.0.0.1:8787}
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "config.yaml"
        path.write_text(text)
        return path

    return write


def refusal(path, environ=None):
    with pytest.raises(ConfigError) as refused:
        config.load(path, environ or {})
    return str(refused.value).replace(str(path), "config.yaml")


def test_the_contract_is_accepted_and_read(write, tmp_path):
    read = config.load(write(CONTRACT), {})
    assert read.redis.get_secret_value() == "embedded"
    assert read.data == tmp_path / "data"
    assert read.fetch.timeout == timedelta(seconds=20)
    assert read.fetch.max_body == 15_000_000
    assert read.pace.pace() == Pace(fastest=timedelta(seconds=20), slowest=timedelta(hours=1))
    assert read.followed() == (
        Source(
            id="example-live",
            url="https://example.org/live",
            zone="Europe/Kyiv",
            tags=("ukraine",),
        ),
    )


def test_everything_but_sources_has_a_default(write):
    read = config.load(write("sources: []"), {})
    assert read == config.load(None, {}).model_copy(update={"data": read.data})
    assert refusal(write("durability: always")).startswith("config.yaml:1:1: sources: missing")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pace: {fastst: 20s}", '1:8: pace.fastst: unknown key, did you mean "fastest"?'),
        ("redsi: embedded", '1:1: redsi: unknown key, did you mean "redis"?'),
        (
            "durability: allways",
            '1:13: durability: "allways" is not one of always, everysec, replica, did you mean',
        ),
        (
            "fetch:\n  timeout: 20",
            '2:12: fetch.timeout: "20" is no duration, write one like 20s, 5m, 1h30m or 7d',
        ),
        ("fetch: {timeout: 0s}", '1:18: fetch.timeout: "0s" is no time at all'),
        (
            "fetch: {max_body: 15XB}",
            '1:19: fetch.max_body: "15XB" is no size, write one like 500kB, 15MB or 1GiB',
        ),
        ("fetch: {allow: 10.0.0.0/33}", "1:16: fetch.allow: '10.0.0.0/33' does not appear"),
        ("fetch: quick", "1:8: fetch: expected a mapping"),
        ("fetch: {allow_private: maybe}", '1:24: fetch.allow_private: "maybe": expected'),
        ("pace: {fastest: 2h}", "1:7: pace: fastest is longer than slowest"),
        ("keep: {stream: 30 days}", '1:16: keep.stream: "30 days" is not one of: forever'),
        ("keep: {stream: 0}", '1:16: keep.stream: "0" is not one of: forever'),
        ("redis: mongodb://h", "1:8: redis: expected embedded, redis://host:6379/0"),
        ("contact: nobody", '1:10: contact: "nobody" is neither a web address nor'),
        ("http: {listen: 8787}", '1:16: http.listen: "8787" is no host:port'),
        ("subscriptions: all", "1:16: subscriptions: expected a list"),
        ("subscriptions: [{}]", "1:17: subscriptions[0].name: missing"),
        (
            "subscriptions: [{name: a/b}]",
            '1:24: subscriptions[0].name: "a/b" is no name: use letters, digits and - _ . only',
        ),
        (
            "subscriptions: [{name: a}, {name: a}]",
            '1:35: subscriptions[1].name: "a" is the name of the subscription at config.yaml:1:24',
        ),
        (
            "subscriptions:\n- name: a\n  rule: kharkiv kidn:edited",
            '3:9: subscriptions[0].rule: column 9 of the rule: "kidn" is no key',
        ),
        (
            "subscriptions:\n- name: a\n  rule:\n    kind: [new, edted]",
            '4:17: subscriptions[0].rule.kind[1]: "edted" is no kind, did you mean "edited"?',
        ),
        (
            "subscriptions:\n- name: a\n  rule:\n    not: {kinds: new}",
            '4:11: subscriptions[0].rule.not.kinds: unknown key "kinds", did you mean "kind"?',
        ),
        (
            "subscriptions:\n- name: a\n  rule: {headline: '(a)\\1'}",
            "3:20: subscriptions[0].rule.headline: patterns (RE2) know no backreferences",
        ),
        ("log: {level: loud}", '1:14: log.level: "loud" is not one of debug, info'),
        ("redis: embedded\nredis: embedded", "2:1: redis: given twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(write, text, said):
    shown = refusal(write(text + "\nsources: []"))
    assert shown.startswith(f"config.yaml:{said}")
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{url: https://example.org/}", "1:13: sources[0].id: missing"),
        ("{id: a}", "1:13: sources[0].url: missing"),
        ("{id: a b, url: https://example.org/}", '1:18: sources[0].id: "a b" is no id'),
        ("{id: a, url: ftp://u:pw@example.org/}", '"ftp://***@example.org/" is no address'),
        ("{id: a, url: 'https://x.org/{%Q}'}", 'url: "%Q" names no day in an address'),
        ("{id: a, url: 'https://x.org/{%d'}", "url: the braces of the address do not match"),
        ("{id: a, url: 'https://x{%Y}.org/'}", "1:26: sources[0].url: a day may stand in the path"),
        ("{id: a, url: 'https://x.org:{%Y}/'}", "sources[0].url: a day may stand in the path"),
        ("{id: a, url: 'https://l-{%Y/%m}.org'}", "sources[0].url: a day may stand in the path"),
        ("{id: a, url: https://x.org/{%Y-%m}/b}", 'in quotes: "https://example.org/live-{%Y-%m-'),
        ("{id: a, url: https://x.org/{%Y-%m}}", "1:41: found character '%' that cannot start"),
        ("{id: a, url: 'http://[::1'}", '"http://[::1" is no address that begins with https'),
        ("{id: a, url: 'https://x.org:99999/'}", "is no address that begins with https"),
        ("{id: a, url: https://x.org, zone: Kyiv}", '"Kyiv" is no time zone, did you mean "Europe'),
        ("{id: a, url: https://x.org, zone: ../x}", '"../x" is no time zone'),
        ("{id: a, url: https://x.org, every: often}", 'sources[0].every: "often" is no duration'),
        ("{id: a, url: https://x.org, zne: UTC}", 'zne: unknown key, did you mean "zone"?'),
        ("{id: a, url: https://x.org, kind: feeed}", 'kind: "feeed" is not one of auto, '),
        ("just-a-word", "1:13: sources[0]: expected a mapping"),
    ],
)
def test_a_mistake_in_a_source_is_told(write, text, said):
    shown = refusal(write(f"sources: [  {text}]"))
    assert said in shown
    assert "\n" not in shown
    assert "pw" not in shown


def test_all_problems_at_once_in_the_order_of_the_file(write):
    text = "durability: no\nfetch: {timeout: 1}\nsources: [{id: a}, {id: a, url: 'https://x.org'}]"
    lines = refusal(write(text), {"STREAMER_PAZE__FASTEST": "1s"}).splitlines()
    places = [line.split(": ")[0] for line in lines]
    assert places == [
        "config.yaml:1:13",
        "config.yaml:2:18",
        "config.yaml:3:11",
        "config.yaml:3:25",
        "STREAMER_PAZE__FASTEST",
    ]
    assert lines[-1].endswith('unknown setting, did you mean "STREAMER_PACE__FASTEST"?')


@pytest.mark.parametrize(
    "text", ["sources: [", "a: b: c", "\tx", "sources: \x07", "- one\n- two", "word", "&a [*a]"]
)
def test_what_is_no_mapping_in_yaml_is_one_clear_line(write, text):
    assert re.fullmatch(r"config\.yaml(:\d+:\d+)?: .+", refusal(write(text)))


def test_a_file_that_cannot_be_read(tmp_path):
    assert refusal(tmp_path / "none.yaml").endswith("config.yaml: No such file or directory")
    (tmp_path / "latin.yaml").write_bytes(b"contact: \xff")
    assert refusal(tmp_path / "latin.yaml").endswith("not UTF-8 text")


def test_yaml_does_not_guess(write):
    text = "sources: [{id: 2024-10-21, url: 'https://x.org', tags: [no, 1:30, 007]}]"
    (source,) = config.load(write(text), {}).sources
    assert (source.id, source.tags) == ("2024-10-21", ("no", "1:30", "007"))


def test_anchors_and_merge_keys(write):
    text = (
        "sources:\n"
        "  - &live {id: a, url: 'https://x.org/a', zone: Europe/Kyiv, every: 90s}\n"
        "  - {<<: *live, id: b}\n"
    )
    one, other = config.load(write(text), {}).followed()
    assert (other.id, other.url, other.zone, other.every) == ("b", one.url, one.zone, one.every)


def test_what_is_commented_out_below_a_key_is_a_default(write):
    read = config.load(write("pace:\n  # fastest: 1s\nsources:\n  # - id: a\n"), {})
    assert (read.pace, read.sources) == (config.load(None, {}).pace, ())


SETTINGS = {
    "redis": "redis://example.org:6379/0",
    "durability": "everysec",
    "data": "/tmp/somewhere",
    "contact": "bot@example.org",
    "fetch": "{timeout: 7s}",
    "fetch.allow_private": "true",
    "fetch.allow": "10.0.0.0/8,127.0.0.1",
    "fetch.timeout": "3s",
    "fetch.max_body": "1MB",
    "pace": "{fastest: 7s}",
    "pace.budget": "auto",
    "pace.fastest": "1s",
    "pace.slowest": "10m",
    "keep": "{state: 3d}",
    "keep.stream": "1000",
    "keep.state": "2d",
    "log": "{level: debug}",
    "log.level": "warning",
    "log.format": "json",
    "sources": "[{id: a, url: 'https://x.org/'}]",
    "subscriptions": "[{name: desk, rule: {any: [kharkiv, odesa], none: sport}}]",
    "http": "{listen: 'h:1'}",
    "http.listen": "localhost:1",
}


@pytest.mark.parametrize("path", names(), ids=".".join)
def test_every_option_by_environment(write, path):
    """The same text gives the same settings from a file, a variable and a ``_FILE``."""
    text = SETTINGS[".".join(path)]
    tree = yaml.load(text, yaml.BaseLoader) if text[0] in "[{" else text
    for part in reversed(path):
        tree = {part: tree}
    file = write(yaml.safe_dump({"sources": []} | tree))
    written = config.load(file, {})
    plain = write("sources: []")
    secret = plain.with_name("secret")
    secret.write_text(text + "\n")
    for environ in (
        {variable_of(path): text},
        {variable_of(path) + "_FILE": str(secret)},
    ):
        assert config.load(plain, environ) == written
    assert written != config.load(plain, {}) or path == ("pace", "budget")


def test_environment_wins_over_the_file_and_keeps_the_rest(write):
    file = write("fetch: {timeout: 1s, max_body: 1MB}\nsources: []")
    read = config.load(file, {"STREAMER_FETCH__TIMEOUT": "2s"})
    assert (read.fetch.timeout, read.fetch.max_body) == (timedelta(seconds=2), 1_000_000)


def test_without_a_file_the_environment_may_name_sources():
    environ = {"STREAMER_SOURCES": "[{id: a, url: 'https://x.org/', every: 1m}]"}
    (source,) = config.load(None, environ).followed()
    assert source.every == timedelta(minutes=1)
    broken = {"STREAMER_SOURCES": "[{id: a, url: nowhere}]"}
    assert refusal(None, broken).startswith('STREAMER_SOURCES: sources[0].url: "nowhere"')


def test_a_variable_and_its_file_are_one_too_many(write, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("redis://h/0")
    environ = {"STREAMER_REDIS": "embedded", "STREAMER_REDIS_FILE": str(secret)}
    assert refusal(write("sources: []"), environ) == (
        "STREAMER_REDIS_FILE: STREAMER_REDIS is set too, and only one may be"
    )
    missing = {"STREAMER_REDIS_FILE": "/nowhere/secret"}
    assert "cannot read /nowhere/secret" in refusal(write("sources: []"), missing)


def test_variables_of_others_are_left_alone():
    """Kubernetes sets these for a service that is called ``streamer``."""
    environ = {
        "STREAMER_SERVICE_HOST": "10.0.0.1",
        "STREAMER_PORT": "tcp://10.0.0.1:80",
        "STREAMER_PORT_80_TCP": "tcp://10.0.0.1:80",
        "STREAMER_CONFIG": "elsewhere.yaml",
    }
    assert config.load(None, environ) == config.load(None, {})


def test_a_password_is_never_shown(write):
    for url in ("redis://user:pa55@h/0", "pa55://user:pa55@h", "mysql://user:pa55@h"):
        path = write(f"redis: {url}\nfetch: [1]\nsources: []")
        assert "pa55@" not in refusal(path)
    read = config.load(write("redis: redis://user:pa55@h/0\nsources: []"), {})
    assert "pa55" not in f"{read} {read!r} {read.model_dump()}"


def test_data_is_relative_to_the_file_that_says_so(write, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    path = write("data: store\nsources: []")
    assert config.load(path, {}).data == tmp_path / "store"
    assert config.load(path, {"STREAMER_DATA": "store"}).data == Path("/store")
    assert config.load(None, {}).data == Path("/data")


def test_what_is_odd_is_told_and_allowed(write):
    text = "http: {listen: 'h:1'}\nsources: [{id: a, url: 'https://x.org'}, {id: b, url: 'https://x.org'}]"
    path = write(text)
    warnings = [line.removeprefix(str(path)) for line in config.check(path, {}).warnings]
    assert warnings == [
        ":2:55: sources[1].url: a follows the same address",
        ":1:1: contact: not set; servers like to know whom to write to",
        ":1:7: http: nothing reads it yet, the page comes with a later version",
    ]


SUBSCRIBED = """
contact: https://x.org
sources: [{id: ferry, url: 'https://x.org', tags: [harbour]}]
subscriptions:
  - name: all
  - name: desk
    rule: kind:edited ferry|pier -sport
  - name: night
    rule:
      all: [ferry]
      tag: [harbour, habour]
      not: {source: frry}
"""


def test_subscriptions_have_rules_in_either_form(write):
    read = config.load(write(SUBSCRIBED), {})
    assert [(one.name, str(one.rule)) for one in read.subscriptions] == [
        ("all", ""),
        ("desk", "kind:edited ferry|pier -sport"),
        ("night", "-source:frry tag:habour,harbour ferry"),
    ]
    assert read.tags() == {"ferry": {"harbour"}}


def test_a_rule_that_names_what_is_not_there_is_odd(write):
    path = write(SUBSCRIBED)
    warnings = [line.removeprefix(str(path)) for line in config.check(path, {}).warnings]
    assert warnings == [
        ':12:21: subscriptions[2].rule: no source is called "frry", did you mean "ferry"?',
        ':11:12: subscriptions[2].rule: no source has the tag "habour", did you mean "harbour"?',
    ]


def test_where_the_file_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert config.find(None, {}) is None
    (tmp_path / "config.yaml").write_text("sources: []")
    assert config.find(None, {}) == Path("config.yaml")
    assert config.find(None, {"STREAMER_CONFIG": "b.yaml"}) == Path("b.yaml")
    assert config.find(Path("c.yaml"), {"STREAMER_CONFIG": "b.yaml"}) == Path("c.yaml")


def test_the_shipped_file_works_and_follows_nothing():
    read = config.check(ROOT / "config.yaml", {})
    assert read.config.sources == ()
    assert len(read.warnings) == 1


def test_every_line_that_the_shipped_file_offers_works(write):
    """Removing the comment signs must give a good file: examples rot otherwise."""
    lines = (ROOT / "config.yaml").read_text().splitlines()
    live = [re.sub(r"^( *)# ( *)(- \w+:|\w+:)(?=[ ])", r"\1\2\3", line) for line in lines]
    live = [re.sub(r"^  #$", "", line) for line in live]
    read = config.check(write("\n".join(live)), {})
    assert [source.id for source in read.config.sources] == [
        "example-live", "example-feed", "example-described",
        "example-daily", "example-newest", "example-api",
    ]  # fmt: skip
    assert read.warnings == ()


def test_the_schema_for_editors_is_in_step():
    assert (ROOT / "docs/config.schema.json").read_text() == schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (CONTRACT, True),
        ((ROOT / "config.yaml").read_text().replace("sources:\n", "sources: []\n"), True),
        ("pace: {fastst: 1s}\nsources: []", False),
        ("fetch: {timeout: 20}\nsources: []", False),
        ("keep: {stream: 1000}\nsources: []", True),
        ("{}", False),
        ("sources: []\nsubscriptions: [{name: a, rule: kind:new x}]", True),
        ("sources: []\nsubscriptions: [{name: a, rule: {any: [[a]], not: {tag: b}}}]", True),
        ("sources: []\nsubscriptions: [{name: a, rule: {knd: new}}]", False),
        ("sources: []\nsubscriptions: [{rule: kind:new}]", False),
    ],
)
def test_the_schema_agrees_with_the_models(text, good):
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    assert validator.is_valid(yaml.safe_load(text)) is good


@given(st.integers(1, 10**9))
def test_durations_and_sizes_come_back(number):
    assert parse_size(show_size(number)) == number
    shown = parse_duration(show_duration(timedelta(seconds=number)))
    assert timedelta(seconds=number) - shown < timedelta(seconds=max(1, number / 24))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20s", 20),
        ("1h30m", 5400),
        ("7d", 604_800),
        ("1.5h", 5400),
        ("250ms", 0.25),
        ("2w", 1209600),
    ],
)
def test_durations(text, seconds):
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "20", "s", "1 h", "-1s", "1h 30m", "٣s", "1e3s", "9" * 30 + "w"]
)
def test_no_durations(text):
    with pytest.raises(ValueError, match=r"is no duration|is too long"):
        parse_duration(text)


SOURCE = "sources:\n  - id: a.b-1\n    url: https://x.org/\n"


def test_a_page_can_be_described(write):
    text = f"{SOURCE}    selectors: {{item: li.note, id: '@data-id', time: time@datetime}}"
    for kind in ("", "\n    kind: css", "\n    kind: auto"):
        (source,) = config.load(write(text + kind), {}).followed()
        assert source.selectors == Selectors(item="li.note", id="@data-id", time="time@datetime")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("kind: css", ":2:5: sources[0]: kind: css needs selectors of the page, such as"),
        ("kind: css\n    selectors: {}", ":5:16: sources[0].selectors.item: missing"),
        ("selectors: {item: 'div..x'}",
         ':4:23: sources[0].selectors.item: "div..x" is no CSS selector'),
        ("selectors: {item: 'a@href'}",
         ':4:23: sources[0].selectors.item: "a@href" names no elements'),
        ("selectors: {item: a, time: '['}", ':4:32: sources[0].selectors.time: "["'),
        ("selectors: {item: a, headine: b}",
         ':4:26: sources[0].selectors.headine: unknown key, did you mean "headline"?'),
        ("selectors: li", ":4:16: sources[0].selectors: expected a mapping"),
        ("kind: feed\n    selectors: {item: a}", "selectors are for kind: css, and this is"),
        ("key: a b", ":4:10: sources[0].key: expected a key of letters"),
        ("key: [s3cret]", ":4:10: sources[0].key: expected text here"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_description_is_told_with_its_place(write, more, said):
    assert said in refusal(write(f"{SOURCE}    {more}"))


def test_a_key_is_read_and_never_shown(write):
    path = write(f"{SOURCE}    key: s3cret\n    kind: css")
    assert "s3cret" not in refusal(path)
    assert "s3cret" not in refusal(write(f"{SOURCE}    key: 's3cret two'"))
    read = config.load(write(f"{SOURCE}    key: s3cret"), {})
    assert "s3cret" not in f"{read} {read!r} {read.model_dump()} {read.followed()}"
    assert read.followed()[0].key == "s3cret"


def test_a_key_comes_from_the_environment(write, tmp_path):
    path, secret = write(SOURCE), tmp_path / "secret"
    secret.write_text("s3cret\n")
    for environ in (
        {"STREAMER_SOURCES__A_B_1__KEY": "s3cret"},
        {"STREAMER_SOURCES__A_B_1__KEY_FILE": str(secret)},
        {"STREAMER_SOURCES": "[{id: a.b-1, url: 'https://x.org/', key: s3cret}]"},
    ):
        assert config.load(path, environ).followed()[0].key == "s3cret"
    (source,) = config.load(path, {"STREAMER_SOURCES__A_B_1__SELECTORS__ITEM": "p"}).followed()
    assert source.selectors == Selectors(item="p")


def test_a_variable_that_means_several_sources_means_none(write):
    text = f"{SOURCE}  - id: a-b.1\n    url: https://x.org/2\n"
    told = refusal(write(text), {"STREAMER_SOURCES__A_B_1__KEY": "s3cret"})
    assert "several sources have an id that is written A_B_1" in told


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"STREAMER_SOURCES__AB_1__KEY": "s3cret"}, "no source has an id that is written AB_1"),
        ({"STREAMER_SOURCES__A_B_1__KAY": "s3cret"}, 'of a source, did you mean "key"?'),
        ({"STREAMER_SOURCES__A_B_1__KEY": "s3cret two"}, "STREAMER_SOURCES__A_B_1__KEY: sources"),
        ({"STREAMER_SOURCES__A_B_1": "s3cret"}, "unknown setting of a source"),
        ({"STREAMER_SOURCES__A_B_1__KEY": "a", "STREAMER_SOURCES__A_B_1__KEY_FILE": "b"},
         "is set too"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_environment_of_a_source_is_told(write, environ, said):
    told = refusal(write(SOURCE), environ)
    assert said in told
    assert "s3cret" not in told
