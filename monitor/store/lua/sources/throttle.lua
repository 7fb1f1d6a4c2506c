-- use _prelude
-- No start on this host before a time.
-- ARGV: now, host, until
local key = hash('host:' .. ARGV[2])
local at = math.max(tonumber(redis.call('HGET', key, 'until') or 0), tonumber(ARGV[3]))
write('HSET', key, 'until', at)
write('PEXPIRE', key, math.max(3600000, at - now + 1000))
commit()
return 'ok'
