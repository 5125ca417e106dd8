"""Build hook: compiles schemas/ into a FileDescriptorSet with source info, for wheels and editable installs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OUTPUT = 'server/pipeline_config_ls/schema/object_detection.binpb'


class CompileSchemas(BuildHookInterface):
    """Runs protoc (from grpcio-tools) over every .proto in schemas/."""

    PLUGIN_NAME = 'custom'

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes `OUTPUT`; raises RuntimeError with protoc's own words where a .proto does not compile."""
        from grpc_tools import protoc

        schemas = Path(self.root) / 'schemas'
        protos = sorted(str(path.relative_to(schemas)) for path in schemas.rglob('*.proto'))
        output = Path(self.root) / OUTPUT
        output.parent.mkdir(parents=True, exist_ok=True)
        arguments = [
            'protoc',
            f'--proto_path={schemas}',
            f'--descriptor_set_out={output}',
            '--include_source_info',
        ]
        if protoc.main([*arguments, *protos]) != 0:
            raise RuntimeError(f'protoc could not compile {schemas}; its messages are above')
