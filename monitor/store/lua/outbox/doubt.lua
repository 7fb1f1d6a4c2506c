-- use _prelude outbox/_rows
-- Ambiguous, or read back once more without a result: unknown until it is found or not.
-- ARGV: now, id, token, error, not before, counted ('1' = a read came through and found nothing)
local row, answer = ours('doubted', {sending = true, unknown = true})
if not row then return answer end
local reads = 0
if row.state == 'unknown' then reads = (tonumber(row.reads) or 0) + tonumber(ARGV[6]) end
change(row, 'doubted', ARGV[4], {state = 'unknown', lease = 0, error = ARGV[4], not_before = ARGV[5], reads = reads})
return finish()
