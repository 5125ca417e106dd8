"""The restore report: what of a model is restored, part by part, in words of the config; as text, JSON, Markdown and HTML."""
