-- Finds an event by its number, in O(log n): ids are times, and n grows with them.

local function first(events, from)
  local entry = redis.call('XRANGE', events, from, '+', 'COUNT', 1)[1]
  if not entry then return nil end
  local ms, part = string.match(entry[1], '^(%d+)-(%d+)$')
  local n = entry[2][1] == 'n' and tonumber(entry[2][2]) or nil
  return {id = entry[1], ms = tonumber(ms), part = tonumber(part), n = n}
end

-- Returns the id of event n, nil if it is not there.
local function find(events, n)
  local low, last = first(events, '-'), redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]
  if not (low and low.n) or low.n > n then return nil end
  local high = tonumber(string.match(last[1], '^%d+'))
  while low.ms < high do
    local middle = math.ceil((low.ms + high) / 2)
    local entry = first(events, string.format('%.0f-0', middle))
    if entry and not entry.n then return nil end
    if entry and entry.n <= n then low = entry else high = middle - 1 end
  end
  -- Within a millisecond both the id and n go up by one.
  local id = string.format('%.0f-%.0f', low.ms, low.part + n - low.n)
  local entry = first(events, id)
  if entry and entry.id == id and entry.n == n then return id end
end
