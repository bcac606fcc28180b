-- Forgets the events up to n and records that, because the server does not.
--
-- KEYS  events, meta
-- ARGV  n
-- Returns {'ok'}, {'hole'} if event n is not there, or {'type', key, type}. Needs find.lua.

local events, meta, n = KEYS[1], KEYS[2], tonumber(ARGV[1])
for key, kind in pairs({[events] = 'stream', [meta] = 'hash'}) do
  local found = redis.call('TYPE', key)['ok']
  if found ~= kind and found ~= 'none' then return {'type', key, found} end
end
if n <= tonumber(redis.call('HGET', meta, 'trimmed') or 0) then return {'ok'} end
local id = find(events, n)
if not id then return {'hole'} end
local ms, part = string.match(id, '^(%d+)-(%d+)$')
redis.call('HSET', meta, 'trimmed', string.format('%.0f', n), 'trimmed_id', id)
redis.call('XTRIM', events, 'MINID', '=', ms .. '-' .. string.format('%.0f', part + 1))
return {'ok'}
