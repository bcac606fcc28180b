-- Who polls. The lease expires; the fence that a claim raises is what keeps a poller out
-- that slept past it.
--
-- KEYS  lease, meta
-- ARGV  claim,   mine, milliseconds, the lease that may be taken over or ''
--       renew,   mine, milliseconds, my fence
--       release, mine
-- Returns {'ok', fence}, or {'held', the lease in force or ''}.

local lease, meta, verb, mine = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local now = redis.call('GET', lease) or ''
local fence = redis.call('HGET', meta, 'fence') or '0'
if verb == 'claim' then
  if now ~= '' and now ~= mine and now ~= ARGV[4] then return {'held', now} end
  if now ~= mine then fence = redis.call('HINCRBY', meta, 'fence', 1) end
  redis.call('SET', lease, mine, 'PX', ARGV[3])
elseif verb == 'renew' then
  -- One that expired and that nobody took is still ours: the fence says so.
  local free = now == '' and tonumber(fence) <= tonumber(ARGV[4])
  if now ~= mine and not free then return {'held', now} end
  redis.call('SET', lease, mine, 'PX', ARGV[3])
elseif now == mine then
  redis.call('DEL', lease)
end
return {'ok', tostring(fence)}
