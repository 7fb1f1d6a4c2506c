-- use _prelude
-- A deleted source leaves the queue; what is remembered of it stays 30 days.
-- ARGV: now, id
local id = ARGV[2]
local src = hash('src:' .. id)
local host = redis.call('HGET', src, 'host')
write('ZREM', zset('due'), id)
if host then
  write('HSET', src, 'by', '')
  write('ZREM', zset('busy:' .. host), id)
end
write('PEXPIRE', src, 30 * DAY)
for _, key in ipairs({zset('seen:' .. id), zset('text:' .. id), hash('art:' .. id), list('log:' .. id), typed(base .. 'prints:' .. id, 'string')}) do
  write('PEXPIRE', key, 30 * DAY)
end
commit()
return 'ok'
