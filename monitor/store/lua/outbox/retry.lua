-- use _prelude outbox/_rows outbox/_release
-- Queue a dead, parked, held or waiting row again.
-- ARGV: now, id
local row = load_row(ARGV[2])
if not row or not ({dead = 1, parked = 1, held = 1, queued = 1})[row.state] then return 'no' end
if row.state == 'held' and row.for_digest == '1' then row.urged = '1' end
release(row, 'retried')
write('HSET', hash('row:' .. row.id), 'urged', row.urged or '')
return finish()
