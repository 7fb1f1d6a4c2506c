-- use _prelude outbox/_rows outbox/_release
-- Note a probe; when it works the parked rows are queued.
-- ARGV: now, receiver, works ('1' or '0'), why, probe at, most -> how many were queued
local id, receiver, moved = ARGV[2], load_receiver(ARGV[2]), 0
local parked = zset('parked')
receiver.parked = ARGV[3] ~= '1'
if receiver.parked then
  write('HSET', receiver.key, 'parked', 1, 'why', ARGV[4], 'probe', ARGV[5])
  write('ZADD', parked, ARGV[5], id)
  write('ZREM', zset('ready'), id)
else
  write('HDEL', receiver.key, 'parked', 'why', 'probe')
  write('ZREM', parked, id)
  for _, name in ipairs(redis.call('ZRANGE', zset('state:parked'), 0, -1)) do
    local row = moved < tonumber(ARGV[6]) and load_row(name)
    if row and row.receiver == id then
      release(row, 'unparked')
      moved = moved + 1
    end
  end
  if redis.call('ZCARD', zset('due:' .. id)) > 0 then make_ready(id) end
end
place_lanes()
commit()
return moved
