-- use _prelude
-- A source becomes known; an existing one keeps its state, token and due time, unless what its file
-- asks for has changed: then it is looked at now, whatever it was waiting for.
-- ARGV: now, id, first due, host, priority, edition -> the shard it was moved from, or ''
local id, first_due, host, priority = ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local src, due = hash('src:' .. id), zset('due')
local known = redis.call('HMGET', src, 'host', 'shard_was', 'edition', 'by', 'document')
local at = tonumber(redis.call('ZSCORE', due, id) or first_due)
local is_leased = (known[4] or '') ~= '' -- its poll still asks for what was there before
if not is_leased and known[3] and known[3] ~= ARGV[6] then
  at = math.min(at, first_due)
  write('HSET', src, 'document', string.format('%.0f', math.min(tonumber(known[5]) or 0, first_due)))
end
write('ZADD', due, math.floor(at) + priority / 16, id)
write('HSET', src, 'host', host, 'priority', priority)
if not (is_leased and known[3]) then write('HSET', src, 'edition', ARGV[6]) end
if known[1] and known[1] ~= host then
  write('ZREM', zset('busy:' .. known[1]), id)
end
write('PERSIST', src)
for _, key in ipairs({zset('seen:' .. id), zset('text:' .. id), hash('art:' .. id), list('log:' .. id), typed(base .. 'prints:' .. id, 'string')}) do
  write('PERSIST', key)
end
commit()
return known[2] or ''
