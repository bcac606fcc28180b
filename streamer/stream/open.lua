-- Makes a subscription where there is none; one that is there goes on where it stands.
--
-- KEYS  entries, meta, record
-- ARGV  subscription; id of the entry after which it begins, $ for the newest, or '' to look
-- Returns {'new'}, {'old'}, {'none'}, or {'type', key, type}. Needs places.lua.

local entries, meta, record, name = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
for key, kind in pairs({[entries] = 'stream', [record] = 'hash'}) do
  local found = redis.call('TYPE', key)['ok']
  if found ~= kind and found ~= 'none' then return {'type', key, found} end
end
local group = groups(entries)[name]
if not group and ARGV[2] == '' then return {'none'} end
if not group then
  redis.call('DEL', record)
  redis.call('HSET', record, 'made', redis.call('TIME')[1])
  redis.call('XGROUP', 'CREATE', entries, name, ARGV[2], 'MKSTREAM')
  return {'new'}
end
if redis.call('HSETNX', record, 'made', redis.call('TIME')[1]) == 1 then
  -- A group that somebody made without us: no trim noted what it did not read.
  local trimmed = redis.call('HMGET', meta, 'trimmed', 'trimmed_id')
  if trimmed[2] and less(group['last-delivered-id'], trimmed[2]) then
    miss(record, 1, tonumber(trimmed[1]))
  end
end
return {'old'}
