-- use _prelude outbox/_rows
-- Keep a row until a time.
-- ARGV: now, id, token, reason, until
local row, answer = ours('held', {leased = true})
if not row then return answer end
change(row, 'held', ARGV[4], {state = 'held', reason = ARGV[4], not_before = ARGV[5], lease = 0, for_digest = ''})
return finish()
