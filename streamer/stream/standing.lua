-- How the subscriptions of a log stand. Writes nothing.
--
-- KEYS  entries, meta
-- ARGV  what the name of a record begins with
-- Returns per subscription {name, workers that spoke within a minute, pending, lag, age of the
--       oldest pending event in milliseconds or '', missed}. Needs places.lua.
-- The lag is counted by our numbers: the server's own is wrong once something was trimmed.

local entries, meta, records = KEYS[1], KEYS[2], ARGV[1]
local MINUTE = 60000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local seq = tonumber(redis.call('HGET', meta, 'seq') or 0)

local answer = {}
for name, group in pairs(groups(entries)) do
  local record = records .. name
  if redis.call('TYPE', record)['ok'] == 'hash' then
    local workers = 0
    for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', entries, name)) do
      for i = 1, #flat, 2 do
        if flat[i] == 'idle' and flat[i + 1] < MINUTE then workers = workers + 1 end
      end
    end
    local oldest, age = redis.call('XPENDING', entries, name)[2], ''
    if oldest then age = string.format('%.0f', math.max(0, now - parts(oldest))) end
    local lag = seq - number_at(entries, meta, group['last-delivered-id'])
    answer[#answer + 1] = {name, workers, group['pending'], math.max(0, lag), age,
      redis.call('HGET', record, 'missed') or ''}
  end
end
return answer
