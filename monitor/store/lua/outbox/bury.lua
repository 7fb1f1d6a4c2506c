-- use _prelude outbox/_rows outbox/_members
-- Refused in every rendering: dead, kept visible; what a digest would have told tells itself.
-- ARGV: now, id, token, error
local row, answer = ours('buried', IN_FLIGHT)
if not row then return answer end
local fields = {state = 'dead', lease = 0, error = ARGV[4]}
for _, member in ipairs(members_of(row)) do
  change(member, 'released', row.id, {state = 'queued', reason = '', for_digest = '', urged = 1, news = '[]'})
  fields.members = '[]'
end
change(row, 'buried', ARGV[4], fields)
return finish()
