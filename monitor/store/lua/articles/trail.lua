-- use _prelude _verdicts stories/_trail
-- Keep what became of a matched article.
-- ARGV: now, article, then (rule, reason) ...
local reasons = {}
for i = 3, #ARGV, 2 do reasons[ARGV[i]] = ARGV[i + 1] end
keep_trail(ARGV[2], reasons)
commit()
return 'ok'
