"""Chains of live blogs: whatever is linked, copied, edited or away, each update is told once."""

from chains import PARTS, SERIES, Chain
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from streamer.parse.address import canonical


# Each example is many polls: to make a failing one shorter would take minutes.
@settings(max_examples=60, derandomize=True, phases=[Phase.generate])
@given(PARTS, st.sampled_from(SERIES), st.booleans())
async def test_s30_a_chain_of_blogs_tells_each_update_once(parts, addresses, reused):
    chain = Chain(addresses, reused)
    chain.write()
    chain.show()
    for part in parts:
        await chain.poll()
        for what, how in part.acts:
            await chain.act(what, how)
        if part is not parts[-1]:
            await chain.go_on(part)
    await chain.poll()
    assert [canonical(address) for address in chain.site.asked] == [canonical(chain.here)]
    stream = chain.desk.stream
    events = [entry.event async for entry in stream.read()]
    steps = [event.detail for event in events if event.kind == "source.rollover"]
    way = [canonical(address) for address in addresses[: len(parts)]]
    assert [canonical(step["from"]) for step in steps] == way[:-1]
    assert [canonical(step["to"]) for step in steps] == way[1:]
    updates = [(event.kind, event.update.headline) for event in events if event.update]
    assert sorted(updates) == sorted(chain.news)
    repeated = [entry.event async for entry in stream.duplicates.read()]
    assert sorted(event.update.headline for event in repeated) == sorted(chain.beside)
