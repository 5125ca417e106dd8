"""`variables`: what a config would build."""

from __future__ import annotations

import argparse
from math import prod

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.output import OK, fail, print_json, print_text


def run(arguments: argparse.Namespace) -> int:
    """Prints name, shape and dtype of every variable, under the names that a checkpoint of the model would use."""
    as_json = arguments.format == 'json'
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return fail(analysis, as_json=as_json)
    planned = analysis.plan
    if isinstance(planned, CannotBuild):
        return fail(f'model.{planned.field}: {planned.reason}', as_json=as_json)
    variables = planned.variables
    found = [(name, list(variables[name].shape), variables[name].dtype) for name in sorted(variables)]
    if as_json:
        rows = [{'name': name, 'shape': shape, 'dtype': dtype} for name, shape, dtype in found]
        print_json({'framework': planned.framework.value, 'variables': rows})
    else:
        parameters = sum(prod(shape) for _, shape, _ in found)
        width = max(len(name) for name, _, _ in found)
        lines = [f'{name:{width}}  {dtype} {shape}' for name, shape, dtype in found]
        head = [f'{planned.extractor}: {len(found)} variables, {parameters:,} parameters']
        head += [f'learnt from {planned.learnt_from}'] if planned.learnt_from else []
        print_text('\n'.join([*head, '', *lines]))
    return OK
