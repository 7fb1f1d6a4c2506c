-- use _prelude outbox/_rows outbox/_members
-- End a row that need not be sent.
-- ARGV: now, id, token, reason, waived fact ...
local row, answer = ours('closed', IN_FLIGHT)
if not row then return answer end
change(row, 'closed', ARGV[4], {state = 'closed', reason = ARGV[4], lease = 0})
for _, member in ipairs(members_of(row)) do
  change(member, 'closed', row.id, {state = 'closed', reason = ARGV[4]})
end
if #ARGV > 4 then
  local told = hash('told:' .. row.story .. '@' .. row.receiver)
  for i = 5, #ARGV do write('HSET', told, 'w:' .. ARGV[i], ARGV[4]) end
  write('PEXPIRE', told, TOLD_KEPT)
end
return finish()
