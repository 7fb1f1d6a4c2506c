-- use _prelude outbox/_rows
-- Claim nothing for a receiver before a time.
-- ARGV: now, receiver, until
local id, receiver, ready = ARGV[2], load_receiver(ARGV[2]), zset('ready')
local at = math.max(receiver.throttled, tonumber(ARGV[3]))
local stands = redis.call('ZSCORE', ready, id)
write('HSET', receiver.key, 'throttled', string.format('%.0f', at))
if stands and tonumber(stands) < at then write('ZADD', ready, at, id) end
commit()
return 'ok'
