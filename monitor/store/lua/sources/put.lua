-- use _prelude
-- A source becomes known; an existing one keeps its state, token and due time.
-- ARGV: now, id, first due, host, priority -> the shard it was moved from, or ''
local id, first_due, host, priority = ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local src, due = hash('src:' .. id), zset('due')
local known = redis.call('HMGET', src, 'host', 'shard_was')
local at = tonumber(redis.call('ZSCORE', due, id) or first_due)
write('ZADD', due, math.floor(at) + priority / 16, id)
write('HSET', src, 'host', host, 'priority', priority)
if known[1] and known[1] ~= host then
  write('ZREM', zset('busy:' .. known[1]), id)
end
write('PERSIST', src)
for _, key in ipairs({zset('seen:' .. id), zset('text:' .. id), hash('art:' .. id), list('log:' .. id), typed(base .. 'prints:' .. id, 'string')}) do
  write('PERSIST', key)
end
commit()
return known[2] or ''
