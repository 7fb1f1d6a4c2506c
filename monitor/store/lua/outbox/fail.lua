-- use _prelude outbox/_rows
-- Surely not accepted (or unreadable: repeat): queued again, no earlier than a time.
-- ARGV: now, id, token, error, not before, counted, repeat, plain ('1' or '0')
local row, answer = ours('failed', IN_FLIGHT)
if not row then return answer end
local attempts = tonumber(row.attempts) or 0
if ARGV[6] == '0' and row.state ~= 'leased' then attempts = attempts - 1 end
local fields = {state = 'queued', lease = 0, error = ARGV[4], not_before = ARGV[5], attempts = attempts, reads = 0}
if ARGV[7] == '1' then fields['repeat'] = 1 end
if ARGV[8] == '1' then fields.plain = 1 end
change(row, 'failed', ARGV[4], fields)
return finish()
