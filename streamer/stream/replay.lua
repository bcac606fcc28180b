-- Gives parked events to their subscription again, or forgets them: the oldest first.
--
-- KEYS  parked, again
-- ARGV  replay or purge, subscription, how many at most
-- Returns how many. Needs places.lua.

local parked, again, verb, name = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local found = redis.call('XRANGE', parked, '-', '+', 'COUNT', ARGV[3])
if #found == 0 then return 0 end
if verb == 'replay' and not groups(again)[name] then
  redis.call('XGROUP', 'CREATE', again, name, '0', 'MKSTREAM')
end
for _, entry in ipairs(found) do
  if verb == 'replay' then redis.call('XADD', again, '*', unpack(entry[2])) end
  redis.call('XDEL', parked, entry[1])
end
return #found
