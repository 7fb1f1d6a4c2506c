-- verdicts:<rule>:<day>   hash: verdict -> how many; the day is UTC, counted from 1970
local VERDICTS_KEPT = 100 * DAY

local function verdict(rule, what)
  local key = hash('verdicts:' .. rule .. ':' .. string.format('%.0f', math.floor(now / DAY)))
  write('HINCRBY', key, what, 1)
  write('PEXPIRE', key, VERDICTS_KEPT)
end
