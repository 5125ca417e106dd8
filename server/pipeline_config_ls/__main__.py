"""`python -m pipeline_config_ls` is the command `pipeline-config-ls`."""

from pipeline_config_ls.cli.main import main

raise SystemExit(main())
