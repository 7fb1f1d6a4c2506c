-- use _prelude sources/_lease sources/_hours sources/_kept
-- What a poll found, and when the source is due next: the poll's last write.
-- ARGV: now, id, token, next due, wait if failed, state, log or '', seen kept, seen n, texts n,
--       done n, interval ms, held n, held done n, prints or '', hour of the week or '', new articles in it,
--       then (digest, version bits) ..., (article id, try at, packed) ..., article id ..., held (article id, packed) ..., article id ...
if not is_held then return was('settled') end
local next_due = tonumber(ARGV[4])
local first = math.min(next_due, keep())
write('HSET', key, 'tries', 0, 'wait', ARGV[5], 'interval', ARGV[12], 'state', ARGV[6], 'document', next_due)
release('settled', first)
commit()
return 'ok'
