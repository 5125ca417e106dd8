"""Problems: one module a family, each check a declared object (`check`), found in `registry`, run by `running`.

`text_problems` needs nothing but the document and runs at every keystroke; `config_problems` plans the model and reads files, and
runs in a worker.
"""

from pipeline_config_ls.checks.running import config_problems, text_problems

__all__ = ['config_problems', 'text_problems']
