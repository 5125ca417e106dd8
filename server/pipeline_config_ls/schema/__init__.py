"""What a pipeline.config may hold: messages, fields, enums and their documentation, compiled from schemas/."""
