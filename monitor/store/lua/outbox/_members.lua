-- What becomes of a digest becomes of the rows it tells.
local function members_of(row)
  local found = {}
  for _, id in ipairs(row.kind == 'digest' and cjson.decode(row.members or '[]') or {}) do
    local member = load_row(id)
    if member and member.state == 'folded' then found[#found + 1] = member end
  end
  return found
end
