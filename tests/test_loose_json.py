"""JSON as pages carry it: what stands around the value."""

import time

import pytest

from streamer.parse.loose_json import loads


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1};',
        '<!-- {"a": 1} -->',
        '<![CDATA[{"a": 1}]]>',
        '/*<![CDATA[*/ {"a": 1} /*]]>*/',
        '//<![CDATA[\n{"a": 1}\n//]]>\n',
        '/* <![CDATA[ */\n{"a": 1};\n/* ]]> */',
        '<!-- <![CDATA[{"a": 1}]]> -->',
        '<!--//<![CDATA[\n{"a": 1}\n//]]>-->',
    ],
)
def test_marks_around_the_value(text):
    assert loads(text) == {"a": 1}


@pytest.mark.parametrize("text", ['{"a": "b -->', '{"a": 1} */', "<!--", "]]>", "-->", "/*"])
def test_marks_are_no_value(text):
    with pytest.raises(ValueError, match=r".+"):
        loads(text)


@pytest.mark.parametrize("run", [" ", "\n", "/* ", "// ", "<!-- ", "]]> ", "-->", "*/ ", ";"])
def test_what_is_no_json_is_refused_in_linear_time(run):
    start = time.process_time()
    with pytest.raises(ValueError, match=r".+"):
        loads("[" + run * 60_000 + "x")
    assert time.process_time() - start < 2  # a hundredth of it here; quadratic took minutes
