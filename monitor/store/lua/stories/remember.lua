-- use _prelude stories/_noted
-- Members of tallies that are known from elsewhere, and from when on all are known.
-- ARGV: now, rule, since ms (empty = not all yet), members (JSON) -> 'ok'
local members = cjson.decode(ARGV[4])
for _, one in ipairs(members) do note_member(one) end
if ARGV[3] ~= '' then write('HSET', hash('win:' .. ARGV[2]), 'since', ARGV[3]) end
commit()
return 'ok'
