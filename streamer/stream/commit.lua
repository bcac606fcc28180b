-- Appends the events of one poll and moves their state and the poll facts with them.
-- A script does not roll back: everything is checked before the first write.
--
-- KEYS  events, meta, state, poll
-- ARGV  fence, facts or '', number of events, number of retired updates, then
--       an event:   field, revision, token, final token, packed, id, type, source, subject,
--                   time, data   (final: of this update's last event in the same commit)
--       a retired:  field, revision, packed
-- Returns {'ok', epoch, its first n, n…}: per event its n, negative if it was there before,
--       0 if it was and a later event of the same update hides its n; or
--       {'fenced', fence}, {'stale', subject}, {'type', key, type}, {'wrong', why}.

local events, meta, state, poll = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local EVENT, RETIRED, MOST = 11, 3, 200
local HEAD = 4
-- Milliseconds since 2026 number the epochs: a store that was lost or made anew, and one
-- that forgot its last epoch, never give a number out twice.
local ZERO = 1767225600000

local function whole(text)
  local number = tonumber(text)
  if number and number >= 0 and number == math.floor(number) then return number end
end

local function text(number) return string.format('%.0f', number) end

for key, kind in pairs({[events] = 'stream', [meta] = 'hash', [state] = 'hash', [poll] = 'hash'}) do
  local found = redis.call('TYPE', key)['ok']
  if found ~= kind and found ~= 'none' then return {'type', key, found} end
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
end
for i = 0, few - 1 do
  local revision = ARGV[HEAD + many * EVENT + i * RETIRED + 2]
  if not whole(revision) then return {'wrong', 'revision ' .. revision} end
end
local seq = whole(redis.call('HGET', meta, 'seq') or 0)
local highest = whole(redis.call('HGET', meta, 'fence') or 0)
local epoch = whole(redis.call('HGET', meta, 'epoch') or 0)
local start = whole(redis.call('HGET', meta, 'start') or 0)
if not (seq and highest and epoch and start) then return {'wrong', meta .. ' is damaged'} end
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

local result, fresh = {}, 0
for i = 1, many do
  local at = HEAD + (i - 1) * EVENT
  local field, revision = ARGV[at + 1], tonumber(ARGV[at + 2])
  local token, final = ARGV[at + 3], ARGV[at + 4]
  local now = cell(field)
  if not now.token then return {'wrong', 'the state of ' .. ARGV[at + 9] .. ' is damaged'} end
  if now.token == token then
    result[i] = -now.n
  elseif now.token == final then
    result[i] = 0
  elseif now.revision == revision - 1 then
    result[i] = 'new'
    fresh = fresh + 1
    cells[field] = {token = token, revision = revision, n = 0}
  else
    return {'stale', ARGV[at + 9]}
  end
end

-- Written first, so that a user who may not write hashes is refused before the first XADD;
-- and written always: WAIT counts replicas from this client's last write, so a repeated
-- commit must write something to be waited for.
redis.call('HSET', meta, 'fence', text(fence))

if fresh > 0 then
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  if not run then return {'wrong', 'the server has no run id'} end
  if run ~= redis.call('HGET', meta, 'run_id') then
    local time = redis.call('TIME')
    epoch = math.max(epoch + 1, time[1] * 1000 + math.floor(time[2] / 1000) - ZERO)
    start = seq + 1
    redis.call('HSET', meta, 'run_id', run, 'epoch', text(epoch), 'start', text(start),
      'start:' .. text(epoch), text(start))
  end
end

for i = 1, many do
  if result[i] == 'new' then
    local at = HEAD + (i - 1) * EVENT
    seq = seq + 1
    local n = text(seq)
    redis.call('XADD', events, '*', 'n', n, 'id', ARGV[at + 6], 'type', ARGV[at + 7],
      'source', ARGV[at + 8], 'subject', ARGV[at + 9], 'time', ARGV[at + 10],
      'data', ARGV[at + 11])
    redis.call('HSET', state, ARGV[at + 1], ARGV[at + 3] .. ' ' .. n .. ' ' .. ARGV[at + 5])
    cells[ARGV[at + 1]].n = seq
    result[i] = seq
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
if fresh > 0 then redis.call('HSET', meta, 'seq', text(seq)) end
return {'ok', text(epoch), text(start), unpack(result)}
