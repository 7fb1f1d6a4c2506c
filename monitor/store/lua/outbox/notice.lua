-- use _prelude outbox/_rows outbox/_new
-- Write an ops notice's row.
-- ARGV: now, id, about, receiver, text, delay ms -> 'ok', 'known'
local row = {id = ARGV[2], story = ARGV[3], receiver = ARGV[4], kind = 'notice', text = ARGV[5],
  n = string.format('%.0f', now), facts = '[]'}
local is_new = new_row(row, tonumber(ARGV[6]))
if not is_new then return 'known' end
return finish()
