"""Emacs with Eglot and the recipe of docs/editors.md."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from editors.conftest import RECIPES, need

SCRIPT = """
(setq eglot-sync-connect 20 make-backup-files nil create-lockfiles nil)
(require 'json)
(defvar found nil)
(dolist (name '("mine.config" "classes.pbtxt" "app.config" "graph.pbtxt" "label_map.pbtxt" "pipeline.config"))
  (with-current-buffer (find-file-noselect name)
    (push (cons name (list (symbol-name major-mode) comment-start tab-width indent-tabs-mode)) found)))
(with-current-buffer "pipeline.config"
  (apply #'eglot--connect (eglot--guess-contact))
  (let ((end (+ (float-time) 30)))
    (while (and (< (float-time) end) (null (flymake-diagnostics)))
      (unless flymake-mode (flymake-mode 1))
      (flymake-start)
      (accept-process-output nil 0.2)))
  (push (cons "problems" (mapcar #'flymake-diagnostic-text (flymake-diagnostics))) found)
  (goto-char (point-min)) (forward-line 1) (indent-line-to 0) (indent-for-tab-command)
  (set-buffer-modified-p t)
  (save-buffer)
  (push (cons "faces" (list (progn (font-lock-ensure) (goto-char (point-min)) (search-forward "batch")
                                   (symbol-name (get-text-property (1- (point)) 'face))))) found))
(princ (concat "FOUND" (json-encode found)))
"""


def test_the_recipe_as_it_stands(run: Callable[..., str], workspace: Path, tmp_path: Path) -> None:
    emacs = need('emacs')
    # -Q leaves out where Debian puts packages; a person's own Emacs has them.
    found_it = subprocess.run([emacs, '--batch', '-l', 'eglot'], capture_output=True, check=False)
    if found_it.returncode != 0:
        pytest.skip('Eglot is not installed')
    (tmp_path / 'init.el').write_text(';; -*- lexical-binding: t -*-\n' + RECIPES['emacs'])
    (tmp_path / 'look.el').write_text(SCRIPT)
    said = run(emacs, '--batch', '-l', str(tmp_path / 'init.el'), '-l', str(tmp_path / 'look.el'))
    found = json.JSONDecoder().raw_decode(said.partition('FOUND')[2])[0]
    ours = ['# ', 2, None]
    assert found['pipeline.config'] == ['pipeline-config-mode', *ours]
    assert found['mine.config'] == ['pipeline-config-mode', *ours]
    assert found['label_map.pbtxt'] == ['tf-label-map-mode', *ours]
    assert found['classes.pbtxt'] == ['tf-label-map-mode', *ours]
    assert found['app.config'][0] not in ('pipeline-config-mode', 'tf-label-map-mode')
    assert found['graph.pbtxt'][0] not in ('pipeline-config-mode', 'tf-label-map-mode')
    assert any('batch_size' in problem for problem in found['problems'])
    assert found['faces'] == ['font-lock-variable-name-face']
    assert (workspace / 'pipeline.config').read_text() == 'train_config {\n  batch_size: 8\n}\n'
