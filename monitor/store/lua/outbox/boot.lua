-- use _prelude outbox/_rows
-- An earlier owner is dead: what it had leased is queued, what it was sending is unknown.
-- ARGV: now, lane ... -> how many rows
local ended = 0
for i = 2, #ARGV do
  local row = first_of(lane_named(ARGV[i]))
  if row and IN_FLIGHT[row.state] and row.lease ~= '0' then
    ended = ended + 1
    local fields = {lease = 0}
    if row.state == 'leased' then fields.state = 'queued' end
    if row.state == 'sending' then
      fields.state, fields.reads = 'unknown', 0
      fields.not_before = string.format('%.0f', now + READ_BACK)
    end
    change(row, 'lease-ended', '', fields)
  end
end
place_lanes()
commit()
return ended
