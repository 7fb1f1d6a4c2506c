-- use _prelude outbox/_rows
-- Freeze what this sending tells: the last write before the wire.
-- ARGV: now, id, token, news, version, floor
local row, answer = ours('begun', {leased = true})
if not row then return answer end
if tonumber(row.lease) <= now then return 'lost_lease' end
local at = string.format('%.0f', now)
local fields = {state = 'sending', begun = at, attempts = (tonumber(row.attempts) or 0) + 1, reads = 0}
if row['repeat'] ~= '1' then
  fields.news, fields.news_version = ARGV[4], ARGV[5]
end
if not row.first_begun then
  fields.first_begun, fields.floor = at, ARGV[6]
end
change(row, 'begun', '', fields)
return finish()
