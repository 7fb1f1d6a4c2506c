-- How many new articles came in each hour of the week: first hour, last hour, a cell for each in
-- sixteenths; a week later a cell counts three quarters, so four weeks are what is remembered.
local CELLS, KEPT, EACH, MONDAY = 168, 0.75, 16, 72
local FORM = '>I4I4' .. string.rep('I2', CELLS)

local function cell_of(hour) return (hour + MONDAY) % CELLS + 3 end

local function counted(raw, of_week, n)
  local at = math.floor(now / 3600000)
  at = at - (at + MONDAY - of_week) % CELLS
  local cells = {at, at}
  if raw then
    cells = {struct.unpack(FORM, raw)}
  else
    for i = 3, CELLS + 2 do cells[i] = 0 end
  end
  local last = cells[2]
  for hour = math.max(last + 1, at - CELLS + 1), at do
    local weeks = math.floor((hour - last - 1) / CELLS) + 1
    cells[cell_of(hour)] = math.floor(cells[cell_of(hour)] * KEPT ^ weeks)
  end
  cells[1], cells[2] = math.min(cells[1], at), math.max(last, at)
  cells[cell_of(at)] = math.min(65535, cells[cell_of(at)] + math.floor(n * EACH))
  return struct.pack(FORM, unpack(cells, 1, CELLS + 2))
end
