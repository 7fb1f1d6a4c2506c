-- use _prelude
-- A source's document is due no later than a time; a lease under way decides by itself.
-- ARGV: now, id, due -> 'ok', or 'no' when nothing was later
local id, due_at = ARGV[2], tonumber(ARGV[3])
local key, due = hash('src:' .. id), zset('due')
local at = redis.call('HMGET', key, 'by', 'document', 'priority')
local score = tonumber(redis.call('ZSCORE', due, id))
if not score or (at[1] or '') ~= '' then return 'no' end
local document = tonumber(at[2]) or 0
if document <= due_at and score <= due_at + 1 then return 'no' end
write('HSET', key, 'document', string.format('%.0f', math.min(document, due_at)))
write('ZADD', due, math.min(score, due_at + (tonumber(at[3]) or 0) / 16), id)
commit()
return 'ok'
