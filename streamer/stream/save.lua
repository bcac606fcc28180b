-- Writes the poll facts of many sources.
--
-- KEYS  meta, poll…
-- ARGV  fence, facts…
-- Returns {'ok'}, {'fenced', fence}, {'type', key, type} or {'wrong', why}.

for i = 1, #KEYS do
  local found = redis.call('TYPE', KEYS[i])['ok']
  if found ~= 'hash' and found ~= 'none' then return {'type', KEYS[i], found} end
end
local fence = tonumber(ARGV[1])
if not fence or #ARGV ~= #KEYS then return {'wrong', 'arguments'} end
local highest = redis.call('HGET', KEYS[1], 'fence')
if highest and fence < tonumber(highest) then return {'fenced', highest} end
for i = 2, #KEYS do redis.call('HSET', KEYS[i], 'facts', ARGV[i]) end
return {'ok'}
