"""From a source file and its document.toml to a typed Document."""
