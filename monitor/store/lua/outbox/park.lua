-- use _prelude outbox/_rows
-- The receiver is broken: it and its queued rows wait for a probe.
-- ARGV: now, id, token, error, probe at
local row, answer = ours('parked', IN_FLIGHT)
if not row then return answer end
local receiver = load_receiver(row.receiver)
receiver.parked = true
change(row, 'parked', ARGV[4], {state = 'parked', lease = 0, error = ARGV[4], was_unknown = row.state == 'unknown' and 1 or 0})
write('HSET', receiver.key, 'parked', 1, 'why', ARGV[4], 'probe', ARGV[5])
write('ZADD', zset('parked'), ARGV[5], row.receiver)
write('ZREM', zset('ready'), row.receiver)
return finish()
