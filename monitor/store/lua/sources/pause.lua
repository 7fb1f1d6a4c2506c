-- use _prelude
-- A person pauses a source: it is not claimed before a time; a lease under way ends by itself.
-- ARGV: now, id, until, why -> 'ok', or 'no' when it is not on the queue
local id, ends = ARGV[2], tonumber(ARGV[3])
local src, due = hash('src:' .. id), zset('due')
local score = tonumber(redis.call('ZSCORE', due, id))
if not score then return 'no' end
local at = redis.call('HMGET', src, 'by', 'priority', 'paused', 'paused_at')
local since = (tonumber(at[3]) or 0) > now and at[4] or string.format('%.0f', now)
write('HSET', src, 'paused', string.format('%.0f', ends), 'paused_at', since, 'paused_why', ARGV[4])
if (at[1] or '') == '' then
  write('ZADD', due, math.max(score, ends + (tonumber(at[2]) or 0) / 16), id)
end
commit()
return 'ok'
