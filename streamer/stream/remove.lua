-- Forgets a subscription.
--
-- KEYS  parked, again, then per log: entries, record
-- ARGV  subscription, 1 to forget events that somebody still has or that are parked, or 0
-- Returns {1 if it was there or 0, 1 if it is gone now or 0, how many events are pending,
--       how many are parked}. Needs places.lua.

local parked, again, name, force = KEYS[1], KEYS[2], ARGV[1], ARGV[2] == '1'
local there, pending, aside = 0, 0, redis.call('XLEN', parked)
pending = redis.call('XLEN', again)
for i = 3, #KEYS, 2 do
  local group = groups(KEYS[i])[name]
  if group then
    there = 1
    pending = pending + group['pending']
  end
end
if there == 0 and aside == 0 then return {0, 0, 0, 0} end
if not force and pending + aside > 0 then return {1, 0, pending, aside} end
for i = 3, #KEYS, 2 do
  if groups(KEYS[i])[name] then redis.call('XGROUP', 'DESTROY', KEYS[i], name) end
  redis.call('DEL', KEYS[i + 1])
end
redis.call('DEL', parked, again)
return {1, 1, pending, aside}
