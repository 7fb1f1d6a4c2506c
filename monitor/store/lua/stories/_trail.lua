-- What became of a matched article under each rule; a verdict is counted once an article.
local TRAIL_KEPT = 30 * DAY

local function keep_trail(article, reasons)
  local key = hash('trail:' .. article)
  for rule, reason in pairs(reasons) do
    local was = redis.call('HGET', key, rule)
    local told = was == 'alert' and reason == 'below_threshold' -- in another story
    if was ~= reason and not told then
      write('HSET', key, rule, reason)
      verdict(rule, reason:match('^[^:]*'))
      if reason:find(':', 1, true) then verdict(rule, reason) end
    end
  end
  write('PEXPIRE', key, TRAIL_KEPT)
end
