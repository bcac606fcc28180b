-- Forgets the events up to n and records that, because the server does not. Subscriptions
-- that had not read or not handled them will be told: each has its record of what it lost.
--
-- KEYS  events, meta
-- ARGV  n, what the name of a record begins with
-- Returns {'ok'}, {'hole'} if event n is not there, or {'type', key, type}. Needs places.lua
-- and find.lua.

local events, meta, n, records = KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2]
local MOST = 20000 -- more than a call trims
for key, kind in pairs({[events] = 'stream', [meta] = 'hash'}) do
  local found = redis.call('TYPE', key)['ok']
  if found ~= kind and found ~= 'none' then return {'type', key, found} end
end
if n <= tonumber(redis.call('HGET', meta, 'trimmed') or 0) then return {'ok'} end
local id = find(events, n)
if not id then return {'hole'} end

-- Those that earlier trims took are noted already.
local from = redis.call('HGET', meta, 'trimmed_id')
from = from and '(' .. from or '-'
for name, group in pairs(groups(events)) do
  local record = records .. name
  if redis.call('TYPE', record)['ok'] == 'hash' then
    local last = group['last-delivered-id']
    if less(last, id) then miss(record, number_at(events, meta, last) + 1, n) end
    for _, row in ipairs(redis.call('XPENDING', events, name, from, id, MOST)) do
      local entry = redis.call('XRANGE', events, row[1], row[1])[1]
      if entry then redis.call('HSET', record, 'gone:' .. row[1], string.format('%.0f', number(entry[2]))) end
    end
  end
end

local ms, part = string.match(id, '^(%d+)-(%d+)$')
redis.call('HSET', meta, 'trimmed', string.format('%.0f', n), 'trimmed_id', id)
redis.call('XTRIM', events, 'MINID', '=', ms .. '-' .. string.format('%.0f', part + 1))
return {'ok'}
