-- Appends the events of one poll and moves their state and the poll facts with them.
-- A script does not roll back: everything is checked before the first write.
--
-- KEYS  events, meta, state, poll, duplicates, meta of the duplicates
-- ARGV  fence, facts or '', number of events, number of retired updates, then
--       an event:   field, revision, token, final token, packed, log, id, type, source,
--                   subject, time, data   (final: of this update's last event in the same
--                   commit; log: 1 for the events, 2 for the duplicates)
--       a retired:  field, revision, packed
-- Returns {'ok', epoch and its first n of the events, the same of the duplicates, n…}: per
--       event its n in its log, negative if it was there before, 0 if it was and a later
--       event of the same update hides its n; or
--       {'fenced', fence}, {'stale', subject}, {'type', key, type}, {'wrong', why}.

local state, poll = KEYS[3], KEYS[4]
local logs = {{entries = KEYS[1], meta = KEYS[2], fresh = 0}, {entries = KEYS[5], meta = KEYS[6], fresh = 0}}
local meta = logs[1].meta
local EVENT, RETIRED, MOST = 12, 3, 200
local HEAD = 4
-- Milliseconds since 2026 number the epochs: a store that was lost or made anew, and one
-- that forgot its last epoch, never give a number out twice.
local ZERO = 1767225600000

local function whole(text)
  local number = tonumber(text)
  if number and number >= 0 and number == math.floor(number) then return number end
end

local function text(number) return string.format('%.0f', number) end

for at, kind in ipairs({'stream', 'hash', 'hash', 'hash', 'stream', 'hash'}) do
  local found = redis.call('TYPE', KEYS[at])['ok']
  if found ~= kind and found ~= 'none' then return {'type', KEYS[at], found} end
end

local fence, facts = whole(ARGV[1]), ARGV[2]
local many, few = whole(ARGV[3]), whole(ARGV[4])
if not (fence and facts and many and few) then return {'wrong', 'head'} end
if many + few > MOST then return {'wrong', 'more than ' .. MOST .. ' updates in a call'} end
if #ARGV ~= HEAD + many * EVENT + few * RETIRED then return {'wrong', 'number of arguments'} end
for i = 0, many - 1 do
  local at = HEAD + i * EVENT
  local revision, token = whole(ARGV[at + 2]), ARGV[at + 3]
  if not revision or revision < 1 then return {'wrong', 'revision ' .. ARGV[at + 2]} end
  if string.match(token, '^(%d+)%.%S*$') ~= text(revision) then return {'wrong', 'token ' .. token} end
  if not logs[tonumber(ARGV[at + 6])] then return {'wrong', 'log ' .. ARGV[at + 6]} end
end
for i = 0, few - 1 do
  local revision = ARGV[HEAD + many * EVENT + i * RETIRED + 2]
  if not whole(revision) then return {'wrong', 'revision ' .. revision} end
end
local highest = whole(redis.call('HGET', meta, 'fence') or 0)
if not highest then return {'wrong', meta .. ' is damaged'} end
for _, log in ipairs(logs) do
  local found = redis.call('HMGET', log.meta, 'seq', 'epoch', 'start', 'run_id')
  log.seq, log.epoch, log.start = whole(found[1] or 0), whole(found[2] or 0), whole(found[3] or 0)
  log.run = found[4]
  if not (log.seq and log.epoch and log.start) then return {'wrong', log.meta .. ' is damaged'} end
end
if fence < highest then return {'fenced', text(highest)} end

local cells = {}
local function cell(field)
  if not cells[field] then
    local value = redis.call('HGET', state, field)
    if value then
      local token, revision, n = string.match(value, '^((%d+)%.%S*) (%d+) ')
      cells[field] = {token = token, revision = tonumber(revision), n = tonumber(n)}
    else
      cells[field] = {token = '', revision = 0, n = 0}
    end
  end
  return cells[field]
end

local result = {}
for i = 1, many do
  local at = HEAD + (i - 1) * EVENT
  local field, revision = ARGV[at + 1], tonumber(ARGV[at + 2])
  local token, final = ARGV[at + 3], ARGV[at + 4]
  local now = cell(field)
  if not now.token then return {'wrong', 'the state of ' .. ARGV[at + 10] .. ' is damaged'} end
  if now.token == token then
    result[i] = -now.n
  elseif now.token == final then
    result[i] = 0
  elseif now.revision == revision - 1 then
    result[i] = 'new'
    local log = logs[tonumber(ARGV[at + 6])]
    log.fresh = log.fresh + 1
    cells[field] = {token = token, revision = revision, n = 0}
  else
    return {'stale', ARGV[at + 10]}
  end
end

-- Written first, so that a user who may not write hashes is refused before the first XADD;
-- and written always: WAIT counts replicas from this client's last write, so a repeated
-- commit must write something to be waited for.
redis.call('HSET', meta, 'fence', text(fence))

for _, log in ipairs(logs) do
  if log.fresh > 0 then
    local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
    if not run then return {'wrong', 'the server has no run id'} end
    if run ~= log.run then
      local time = redis.call('TIME')
      log.epoch = math.max(log.epoch + 1, time[1] * 1000 + math.floor(time[2] / 1000) - ZERO)
      log.start = log.seq + 1
      redis.call('HSET', log.meta, 'run_id', run, 'epoch', text(log.epoch),
        'start', text(log.start), 'start:' .. text(log.epoch), text(log.start))
    end
  end
end

for i = 1, many do
  if result[i] == 'new' then
    local at = HEAD + (i - 1) * EVENT
    local log = logs[tonumber(ARGV[at + 6])]
    log.seq = log.seq + 1
    local n = text(log.seq)
    redis.call('XADD', log.entries, '*', 'n', n, 'id', ARGV[at + 7], 'type', ARGV[at + 8],
      'source', ARGV[at + 9], 'subject', ARGV[at + 10], 'time', ARGV[at + 11],
      'data', ARGV[at + 12])
    redis.call('HSET', state, ARGV[at + 1], ARGV[at + 3] .. ' ' .. n .. ' ' .. ARGV[at + 5])
    cells[ARGV[at + 1]].n = log.seq
    result[i] = log.seq
  end
end

for i = 0, few - 1 do
  local at = HEAD + many * EVENT + i * RETIRED
  local field, now = ARGV[at + 1], cell(ARGV[at + 1])
  if now.token and now.revision > 0 and now.revision == tonumber(ARGV[at + 2]) then
    redis.call('HSET', state, field, now.token .. ' ' .. text(now.n) .. ' ' .. ARGV[at + 3])
  end
end

if facts ~= '' then redis.call('HSET', poll, 'facts', facts) end
for _, log in ipairs(logs) do
  if log.fresh > 0 then redis.call('HSET', log.meta, 'seq', text(log.seq)) end
end
local events, duplicates = logs[1], logs[2]
return {'ok', text(events.epoch), text(events.start), text(duplicates.epoch),
  text(duplicates.start), unpack(result)}
