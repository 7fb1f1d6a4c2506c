-- use _prelude
-- The old shard of a source that moved: its records go.
-- ARGV: now, id
local id = ARGV[2]
local host = redis.call('HGET', hash('src:' .. id), 'host')
write('ZREM', zset('due'), id)
if host then write('ZREM', zset('busy:' .. host), id) end
for _, kind in ipairs({'src:', 'seen:', 'log:', 'text:', 'art:', 'held:', 'prints:'}) do write('DEL', base .. kind .. id) end
commit()
return 'ok'
