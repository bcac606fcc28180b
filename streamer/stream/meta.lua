-- KEYS  meta
-- Returns whether the server has restarted since the last event (1 or 0), then the fields
-- and values of meta. Writes nothing.

local found = redis.call('HGETALL', KEYS[1])
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local same = run == redis.call('HGET', KEYS[1], 'run_id')
table.insert(found, 1, same and 0 or 1)
return found
