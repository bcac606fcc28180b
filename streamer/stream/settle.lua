-- What a worker does with the events that it has; those that are another's by now it leaves.
--
-- KEYS  entries, record of the subscription there, parked
-- ARGV  ack,   subscription, worker, 1 if an acknowledged entry is deleted or 0, id…
--       keep,  subscription, worker, 0, id…
--       park,  subscription, worker, as ack, id, field, value…
--       leave, subscription, worker, 0
--       told,  subscription, worker, 0, the missed ones that were told
-- Returns the ids that are not this worker's any more. Needs places.lua.

local entries, record, parked = KEYS[1], KEYS[2], KEYS[3]
local verb, name, me, delete = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
local MOST = 1000
local LONG = 86400000 -- milliseconds: idle for longer than any lease

if not groups(entries)[name] then
  return verb == 'told' and {} or {unpack(ARGV, 5, verb == 'park' and 5 or #ARGV)}
end

local function is_mine(id) return #redis.call('XPENDING', entries, name, id, id, 1, me) > 0 end

local function split(ids)
  local low, high = ids[1], ids[1]
  for _, id in ipairs(ids) do
    if less(id, low) then low = id end
    if less(high, id) then high = id end
  end
  local owned, mine, others = {}, {}, {}
  for _, row in ipairs(redis.call('XPENDING', entries, name, low, high, MOST, me)) do
    owned[row[1]] = true
  end
  for _, id in ipairs(ids) do
    -- More of them than were asked for are looked at one by one.
    if owned[id] or is_mine(id) then mine[#mine + 1] = id else others[#others + 1] = id end
  end
  return mine, others
end

local function acknowledge(ids)
  redis.call('XACK', entries, name, unpack(ids))
  if delete then redis.call('XDEL', entries, unpack(ids)) end
  if redis.call('HLEN', record) > 1 then
    for i, id in ipairs(ids) do ids[i] = 'gone:' .. id end
    redis.call('HDEL', record, unpack(ids))
  end
end

if verb == 'ack' or verb == 'keep' then
  local mine, others = split({unpack(ARGV, 5)})
  if verb == 'ack' then
    if #mine > 0 then acknowledge(mine) end
  else
    for _, id in ipairs(mine) do
      -- A claim of what was trimmed would take it off the list without a word.
      if exists(entries, id) then redis.call('XCLAIM', entries, name, me, 0, id, 'JUSTID') end
    end
  end
  return others
end

if verb == 'park' then
  if not is_mine(ARGV[5]) then return {ARGV[5]} end
  redis.call('XADD', parked, '*', unpack(ARGV, 6))
  acknowledge({ARGV[5]})
  return {}
end

if verb == 'told' then
  local missed, told = redis.call('HGET', record, 'missed') or '', ARGV[5]
  if missed == told then
    redis.call('HDEL', record, 'missed')
  elseif string.sub(missed, 1, #told + 1) == told .. ' ' then
    redis.call('HSET', record, 'missed', string.sub(missed, #told + 2))
  end
  return {}
end

-- leave: the others need not wait for the lease, and nobody died of these.
local left = redis.call('XPENDING', entries, name, '-', '+', MOST, me)
for _, row in ipairs(left) do
  if exists(entries, row[1]) then
    redis.call('XCLAIM', entries, name, me, 0, row[1],
      'IDLE', LONG, 'RETRYCOUNT', math.max(row[4] - 1, 0), 'JUSTID')
  end
end
if #left == 0 then redis.call('XGROUP', 'DELCONSUMER', entries, name, me) end
return {}
