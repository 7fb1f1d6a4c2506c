-- use _prelude
-- A person has acknowledged a story.
-- ARGV: now, story, who -> 'ok', 'none'
local key = hash('story:' .. ARGV[2])
if redis.call('EXISTS', key) == 0 then return 'none' end
write('HSET', key, 'acked', ARGV[3])
commit()
return 'ok'
