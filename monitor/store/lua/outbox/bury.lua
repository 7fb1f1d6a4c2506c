-- use _prelude outbox/_rows
-- Refused in every rendering: dead, kept visible.
-- ARGV: now, id, token, error
local row, answer = ours('buried', IN_FLIGHT)
if not row then return answer end
change(row, 'buried', ARGV[4], {state = 'dead', lease = 0, error = ARGV[4]})
return finish()
