-- use _prelude outbox/_rows outbox/_new _verdicts outbox/_counted
-- Freeze what this sending tells: the last write before the wire. A card counts in its rules
-- in the same step, or is held for a digest when every one of them is over its budget.
-- ARGV: now, id, token, news, version, floor, rules a card counts in (JSON) -> ok, held
local row, answer = ours('begun', {leased = true})
if row == nil and answer == 'lost_lease' then
  local kept = load_row(ARGV[2])
  if kept and kept.token == ARGV[3] and kept.done == 'held:' .. ARGV[3] and kept.for_digest == '1' then
    return 'held'
  end
end
if not row then return answer end
if tonumber(row.lease) <= now then return 'lost_lease' end
local rules = cjson.decode(ARGV[7])
if #rules > 0 and row.urged ~= '1' and not count_card(row.story, rules) then
  hold_for_digest(row, rules)
  place_lanes()
  commit()
  return 'held'
end
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
