"""Neovim with the recipe of docs/editors.md."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from editors.conftest import RECIPES, need

SCRIPT = """
local found = {}
local function look(name)
  vim.cmd('edit ' .. name)
  local option = vim.bo
  vim.wait(200, function() return option.syntax == 'pbtxt' end, 10)
  local told = { option.filetype, option.commentstring, option.shiftwidth, option.expandtab, option.syntax }
  if option.filetype == 'pipeline-config' or option.filetype == 'tf-label-map' then
    vim.wait(20000, function() return #vim.lsp.get_active_clients() > 0 and vim.lsp.buf.server_ready() end, 50)
  end
  found[name] = told
end
for _, name in ipairs({ 'mine.config', 'classes.pbtxt', 'app.config', 'graph.pbtxt', 'label_map.pbtxt', 'pipeline.config' }) do
  look(name)
end
vim.wait(20000, function() return #vim.diagnostic.get() >= 2 end, 50)
found.codes = {}
for _, diagnostic in ipairs(vim.diagnostic.get()) do
  table.insert(found.codes, diagnostic.code or diagnostic.user_data.lsp.code)
end
vim.cmd('buffer pipeline.config')
vim.cmd('write')
io.write('FOUND' .. vim.fn.json_encode(found))
vim.cmd('qall!')
"""


def test_the_recipe_as_it_stands(run: Callable[..., str], workspace: Path, tmp_path: Path) -> None:
    nvim = need('nvim')
    (tmp_path / 'init.lua').write_text(RECIPES['neovim'])
    (tmp_path / 'look.lua').write_text(SCRIPT)
    said = run(nvim, '--headless', '-u', str(tmp_path / 'init.lua'), '-S', str(tmp_path / 'look.lua'))
    found = json.JSONDecoder().raw_decode(said.partition('FOUND')[2])[0]
    ours = ['# %s', 2, True, 'pbtxt']
    assert found['pipeline.config'] == ['pipeline-config', *ours]
    assert found['mine.config'] == ['pipeline-config', *ours]
    assert found['label_map.pbtxt'] == ['tf-label-map', *ours]
    assert found['classes.pbtxt'] == ['tf-label-map', *ours]
    assert found['app.config'][0] == 'conf'
    assert found['graph.pbtxt'][0] == 'pbtxt'
    assert {'wrong-type', 'unknown-field'} <= set(found['codes'])
    assert (workspace / 'pipeline.config').read_text() == 'train_config {\n  batch_size: 8\n}\n'
