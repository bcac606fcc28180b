-- Ids of entries, the numbers they carry, and what a subscription missed.

-- An id as two numbers; LAST_PART of a cursor by time is too large to be exact, and need not be.
local function parts(id)
  local ms, part = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(part)
end

local function less(one, other)
  local ms, part = parts(one)
  local ms2, part2 = parts(other)
  return ms < ms2 or (ms == ms2 and part < part2)
end

local function exists(entries, id) return #redis.call('XRANGE', entries, id, id) > 0 end

local function number(fields)
  for i = 1, #fields, 2 do
    if fields[i] == 'n' then return tonumber(fields[i + 1]) end
  end
end

-- Returns the number of the newest entry up to id; what was trimmed counts as there.
local function number_at(entries, meta, id)
  local found = redis.call('XREVRANGE', entries, id, '-', 'COUNT', 1)[1]
  return found and number(found[2]) or tonumber(redis.call('HGET', meta, 'trimmed') or 0)
end

-- Returns the groups of a stream by name, each with its fields by theirs.
local function groups(entries)
  local named = {}
  if redis.call('EXISTS', entries) == 0 then return named end
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', entries)) do
    local group = {}
    for i = 1, #flat, 2 do group[flat[i]] = flat[i + 1] end
    named[group['name']] = group
  end
  return named
end

-- Adds the numbers first to last to the field `missed`: `3-7 12-12`, rising, without overlaps.
local function miss(record, first, last)
  local ranges = {}
  for a, b in string.gmatch(redis.call('HGET', record, 'missed') or '', '(%d+)%-(%d+)') do
    ranges[#ranges + 1] = {tonumber(a), tonumber(b)}
  end
  ranges[#ranges + 1] = {first, last}
  table.sort(ranges, function(one, other) return one[1] < other[1] end)
  local joined = {}
  for _, range in ipairs(ranges) do
    local before = joined[#joined]
    -- Of very many, the last ones become one that covers them: too much is told, never too little.
    if before and (range[1] <= before[2] + 1 or #joined == 50) then
      before[2] = math.max(before[2], range[2])
    else
      joined[#joined + 1] = range
    end
  end
  for i, range in ipairs(joined) do joined[i] = string.format('%.0f-%.0f', range[1], range[2]) end
  redis.call('HSET', record, 'missed', table.concat(joined, ' '))
end
