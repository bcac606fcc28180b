-- Gives a worker events of its subscription: those that others left, then new ones.
--
-- KEYS  per log: entries, meta, record of the subscription there
-- ARGV  subscription, worker, how many, lease in milliseconds or '' to leave others' alone,
--       'new' or 'mine': mine is all that this worker has, after a reply that was lost;
--       how many of the logs must have the subscription, the others only may
-- Returns {'ok', per log {entries as {id, fields, deliveries}, id after which nothing was
--       seen, epoch, seq, missed}}, or {'nogroup', number of the log}.
-- Needs places.lua. `record` is a hash: `missed`, numbers that are still to be told, and
-- `gone:<id>`, the number of a pending entry that was trimmed.

local name, me, room, lease, verb = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local needed = tonumber(ARGV[6])
local FORGOTTEN = 3600000 -- milliseconds without a word, after which an idle worker is dead
local MOST = 1000

local function pending(entries, ...)
  return redis.call('XPENDING', entries, name, ...)
end

-- A pending entry that is not there any more: missed, and nobody's from now on.
local function lose(log, id)
  local n = tonumber(redis.call('HGET', log.record, 'gone:' .. id) or nil)
  redis.call('XACK', log.entries, name, id)
  redis.call('HDEL', log.record, 'gone:' .. id)
  if n then return miss(log.record, n, n) end
  if not log.counted then return end
  local trimmed = redis.call('HMGET', log.meta, 'trimmed', 'trimmed_id')
  if trimmed[2] and not less(trimmed[2], id) then return miss(log.record, 1, tonumber(trimmed[1])) end
  -- Somebody else removed it: it is in the hole around it.
  local after = redis.call('XRANGE', log.entries, id, '+', 'COUNT', 1)[1]
  local first = number_at(log.entries, log.meta, id) + 1
  local last = (after and number(after[2]) or log.seq + 1) - 1
  if first <= last then miss(log.record, first, last) end
end

-- Those that idled longer than the lease. What a worker died of is the oldest that it had:
-- only for that one the delivery counts.
local function claim(log)
  local oldest = {}
  for _, row in ipairs(pending(log.entries, 'IDLE', lease, '-', '+', room)) do
    local id, owner, count = row[1], row[2], row[4]
    if not exists(log.entries, id) then
      lose(log, id)
    else
      if not oldest[owner] then count = count + 1 end
      oldest[owner] = true
      local entry = redis.call('XCLAIM', log.entries, name, me, 0, id, 'RETRYCOUNT', count)[1]
      log.found[#log.found + 1] = {entry[1], entry[2], count}
      room = room - 1
    end
  end
end

local function sweep(log)
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', log.entries, name)) do
    local worker = {}
    for i = 1, #flat, 2 do worker[flat[i]] = flat[i + 1] end
    if worker['pending'] == 0 and worker['idle'] > FORGOTTEN and worker['name'] ~= me then
      redis.call('XGROUP', 'DELCONSUMER', log.entries, name, worker['name'])
    end
  end
  -- What others acknowledged without us is no longer pending, trimmed or not.
  if redis.call('HLEN', log.record) > 1 then
    for _, field in ipairs(redis.call('HKEYS', log.record)) do
      local id = string.match(field, '^gone:(.*)')
      if id and #pending(log.entries, id, id, 1) == 0 then redis.call('HDEL', log.record, field) end
    end
  end
end

local function read_new(log)
  local before = number_at(log.entries, log.meta, log.last)
  local read = redis.call('XREADGROUP', 'GROUP', name, me, 'COUNT', room, 'STREAMS', log.entries, '>')
  for _, entry in ipairs(read and read[1] and read[1][2] or {}) do
    local n = number(entry[2])
    if log.counted and n and n > before + 1 then miss(log.record, before + 1, n - 1) end
    before = n
    log.found[#log.found + 1] = {entry[1], entry[2], 1}
    log.last = entry[1]
    room = room - 1
  end
end

local function read_mine(log)
  for _, row in ipairs(pending(log.entries, '-', '+', MOST, me)) do
    local entry = redis.call('XRANGE', log.entries, row[1], row[1])[1]
    if entry then log.found[#log.found + 1] = {entry[1], entry[2], row[4]} else lose(log, row[1]) end
  end
end

local logs = {}
for i = 1, #KEYS, 3 do
  local log = {entries = KEYS[i], meta = KEYS[i + 1], record = KEYS[i + 2], found = {}}
  local meta = redis.call('HMGET', log.meta, 'epoch', 'seq')
  log.epoch, log.seq, log.counted = meta[1] or '0', tonumber(meta[2] or 0), meta[2] and true
  local group = groups(log.entries)[name]
  if not group and i <= needed * 3 then return {'nogroup', #logs + 1} end
  log.last = group and group['last-delivered-id']
  logs[#logs + 1] = log
end

local answer = {'ok'}
for i, log in ipairs(logs) do
  if not log.last then
    log.last = '0-0'
  elseif verb == 'mine' then
    read_mine(log)
  else
    if lease ~= '' and room > 0 then claim(log) sweep(log) end
    if room > 0 then read_new(log) end
  end
  answer[i + 1] = {log.found, log.last, log.epoch, string.format('%.0f', log.seq),
    redis.call('HGET', log.record, 'missed') or ''}
end
return answer
