-- use _prelude
-- A pause ends: the source is due now, its document when it was to be.
-- ARGV: now, id -> 'ok', or 'no' when it is not on the queue
local id = ARGV[2]
local src, due = hash('src:' .. id), zset('due')
local score = tonumber(redis.call('ZSCORE', due, id))
if not score then return 'no' end
local at = redis.call('HMGET', src, 'by', 'priority', 'paused')
write('HDEL', src, 'paused', 'paused_at', 'paused_why')
if at[3] and (at[1] or '') == '' then
  write('ZADD', due, math.min(score, now + (tonumber(at[2]) or 0) / 16), id)
end
commit()
return 'ok'
