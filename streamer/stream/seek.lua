-- KEYS  events
-- ARGV  n
-- Returns the id of event n, nil if it is not there. Writes nothing. Needs find.lua.

return find(KEYS[1], tonumber(ARGV[1]))
